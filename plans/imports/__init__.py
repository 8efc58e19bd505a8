"""Doors for forms that come in: files are read into a `Record`, with everything that is wrong or doubtful named by its cell."""
