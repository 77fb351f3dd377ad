"""The process: wiring, the two crews, the daemon, the one-shot crawl, systemd and logs."""
