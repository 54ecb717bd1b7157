"""Networks against their published definitions."""
