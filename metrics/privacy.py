"""What each field of the figures says about a person: the classes of docs/privacy.md."""

from privacy.field_classes import classify

classify(
    "metrics.ResponseTimeDefinition",
    none="name name_en business_type start_event end_event exclude_paused effective_from",
)
