"""Laws of operation."""
