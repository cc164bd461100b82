"""The version, for what is written and what is cached."""

__version__ = "0.1.0"
