"""Measurements. Nothing here is imported by the program or by the tests."""
