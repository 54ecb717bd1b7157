"""The published networks, one file each, in plain torch."""
