"""Eyes: what every metric counts, and the figures read from it."""
