"""The work order: lifecycle, limits, conversation, solution, confirmation."""
