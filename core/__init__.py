"""Ground floor: working time, numbers, audit, pieces of work, page parts. No business noun."""
