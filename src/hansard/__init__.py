"""The daily record of a GitHub repository."""

__version__ = "0.1.0"
