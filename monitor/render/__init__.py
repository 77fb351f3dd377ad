"""Pages whose words are made by scripts: a Chromium without a way to the network, driven by Playwright.

The only room that knows Playwright, and loaded in a process of its own only. It reads no page and opens no connection:
what scripts ask goes out by the way that it is handed, or not at all.
"""
