"""Watch news sites and tell a webhook within seconds when a rule matches."""

__version__ = "0.1.0"
