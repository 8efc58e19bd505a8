"""PostgreSQL and Redis on this machine, for `make run`, `make test` and `make bench`.

Knows nothing of Django, because it must be usable before Django reads its settings.
"""
