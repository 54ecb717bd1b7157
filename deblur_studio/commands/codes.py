"""Exit codes of the program."""

DONE = 0
FAULT = 1
"""Our fault."""
MISTAKE = 2
"""The user's mistake, or a fact of their files or machine."""
CANCELLED = 130
"""Stopped by Ctrl+C, as shells count it."""
