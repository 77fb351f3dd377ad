"""pydantic without plugins. Imported before pydantic is, and never for anything but that.

It would look through everything that is installed for some, and show them a configuration that is none of their
business.
"""

import os

# https://docs.pydantic.dev/latest/concepts/plugins/#disabling-plugins
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
