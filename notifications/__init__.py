"""Say something to somebody, surely and once. Today: the in-app inbox."""
