"""The page of the weights that are installed."""
