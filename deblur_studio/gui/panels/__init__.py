"""What stands beside the photo: cards that tell about it and set what is done to it."""
