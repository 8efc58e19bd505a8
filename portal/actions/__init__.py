"""Writers of the portal."""
