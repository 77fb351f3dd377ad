"""The same crawl by other frameworks, each in an environment of its own, and by the program itself."""
