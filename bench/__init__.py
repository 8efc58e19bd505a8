"""`make bench`: the product beside the least that its stack can do.

On the same data, in the same run; it has no verdict of its own.
"""
