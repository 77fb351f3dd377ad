"""How the engine of this process is at the moment, as metrics. Asks nobody."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import Metric

from monitor.web.metrics import names


def stated(*, is_in_trouble: bool, jobs: Mapping[str, int], scouts: int) -> Iterator[Metric]:
    """Yield every metric of `names.STATED`. `jobs` are those in hand, by crew."""
    yield names.TROUBLE.of({(): is_in_trouble})
    yield names.JOBS.of({(crew,): in_hand for crew, in_hand in jobs.items()})
    yield names.SCOUTS.of({(): scouts})
