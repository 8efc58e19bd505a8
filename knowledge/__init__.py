"""Articles: what the desk knows."""
