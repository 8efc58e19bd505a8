"""No tables. Its presence lets Django tell this house when a migrate is done (see `apps.seed`)."""
