"""Ground floor: working time, calendars, numbers, audit, files, page helpers. Knows no business noun."""
