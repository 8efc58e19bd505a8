"""Ground floor: working time, numbers, audit, pieces of work. No business noun."""
