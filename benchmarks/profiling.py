"""A flame graph of one benchmark, by py-spy: it sees every thread and slows nothing down. Owns how it is called."""

import shutil
import subprocess
import sys
from pathlib import Path


def profile(name: str, *, is_short: bool) -> Path:
    """Run one benchmark under py-spy and return the SVG it wrote. Ends the program if there is no py-spy."""
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent)) or shutil.which("py-spy")
    if spy is None:
        sys.exit("py-spy is not installed; pip install -e '.[bench]' brings it")
    picture = Path(f"profile-{name}.svg")
    words = ["--here", *(["--short"] if is_short else []), name]
    subprocess.run(
        [
            *(spy, "record", "--gil", "--rate", "200", "--output", str(picture)),
            *("--", sys.executable, "-m", "benchmarks", *words),
        ],
        check=True,
    )
    return picture
