"""How the browser is started, so that it reaches nobody. Pure.

All that a page asks is taken from it and answered by us. These are for what would not pass there: whatever the browser
asks by itself, and every way out that pages have besides questions of HTTP.
"""

from collections.abc import Mapping

# Nobody listens at port 9 (discard, RFC 863), and names lead nowhere, the proxy's address among them.
_NOWHERE = "http://127.0.0.1:9"
# In megabytes, for the objects of one page's scripts.
_HEAP = 256

FLAGS = (
    f"--proxy-server={_NOWHERE}",
    # This machine too is reached over the proxy, which is to say never.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-quic",
    # WebRTC would send to any address by itself.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-gpu",
    "--disable-sync",
    "--mute-audio",
    f"--js-flags=--max-old-space-size={_HEAP}",
)
# What a browser needs of what is around it; nothing that could be a secret.
_WANTED = ("HOME", "LANG", "PATH", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")


def environment(environ: Mapping[str, str]) -> dict[str, str | float | bool]:
    """Return what the browser is told of its surroundings."""
    return {name: environ[name] for name in _WANTED if name in environ}
