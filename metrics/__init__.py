"""Every figure once: the registry that plans evaluate with and reports print."""
