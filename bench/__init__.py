"""`make bench`: the product beside the least that its stack can do, on the same data, in the same run. No verdict of its own."""
