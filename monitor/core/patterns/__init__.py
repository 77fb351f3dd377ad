"""Regular expressions of users, in linear time and in Unicode. See `pattern.py` for what is promised."""

from monitor.core.patterns.pattern import LinearPattern, compile_pattern

__all__ = ["LinearPattern", "compile_pattern"]
