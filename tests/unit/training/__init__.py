"""Training: the physics of blur, the data, the loop, the recipes."""
