"""The benchmark runs end to end."""
