"""Eyes of the plan."""
