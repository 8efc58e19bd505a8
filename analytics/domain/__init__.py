"""The law of figures as pure functions."""
