"""One readable file for every kind of training."""
