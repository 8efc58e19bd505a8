"""What each field of records says about a person: the classes of docs/privacy.md.

The tables of Django and django-auditlog belong to no house and stand here.
"""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "core.JobRun",
    text="error data",
    none="name began_at done_at failed_at failures",
)
classify(
    "core.NumberSequence",
    none="prefix period last",
)
classify(
    "core.AuditEntry",
    staff="target",
    text="reason data",
    none="at action request_id stream position previous hash",
)
classify(
    "core.LedgerHead",
    none="stream position hash",
)
classify(
    "core.FormSubmission",
    sensitive="content",
    none="key at result_url",
)
classify(
    "auth.Permission",
    none="name codename",
)
classify(
    "auth.Group",
    none="name",
)
classify(
    "admin.LogEntry",
    text="object_repr change_message",
    none="action_time object_id action_flag",
)
classify(
    "contenttypes.ContentType",
    none="app_label model",
)
classify(
    "sessions.Session",
    sensitive="session_key session_data",
    none="expire_date",
)
classify(
    "auditlog.LogEntry",
    email="actor_email",
    trace="remote_addr",
    text="object_repr serialized_data changes_text changes additional_data",
    none="object_pk object_id action cid remote_port timestamp",
)

not_of_case("masked when it is written, and kept for ever", "core.AuditEntry", "auditlog.LogEntry")
not_of_case("tells of jobs and of administrators", "core.JobRun", "admin.LogEntry")
not_of_case("goes after some days", "core.FormSubmission", "sessions.Session")
