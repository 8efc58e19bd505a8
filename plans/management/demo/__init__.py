"""Plans on stage, played through the same actions as the pages."""
