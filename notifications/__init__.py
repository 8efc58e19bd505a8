"""Say something to somebody, surely and once: the in-app inbox, and the outbox of what leaves the
house.
"""
