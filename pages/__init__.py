"""What every page shares: forms, steps and their buttons, how values are written, the admin."""
