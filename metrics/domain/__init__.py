"""The law of figures: pure functions and frozen values."""
