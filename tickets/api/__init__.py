"""Work orders over REST."""
