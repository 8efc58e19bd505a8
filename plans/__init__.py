"""The optimization plan and its execution record. So far only the arithmetic of its effect."""
