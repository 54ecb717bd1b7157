"""Tests without a window."""
