"""Administration of rules, ladders and running limits."""
