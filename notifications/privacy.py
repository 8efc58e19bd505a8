"""What each field of messages says about a person: the classes of docs/privacy.md."""

from privacy.field_classes import classify

classify(
    "notifications.InboxItem",
    text="subject data",
    none="topic path dedupe_key created_at shown_from read_at",
)
classify(
    "notifications.Outbox",
    email="address",
    text="data error",
    none=(
        "channel topic dedupe_key message_id state attempts doubts created_at next_at lease_until"
        " ended_at"
    ),
)
classify(
    "notifications.OutboxPause",
    none="since restored_from",
)
classify(
    "notifications.Preference",
    text="bounced_why",
    none="mail_topics digest quiet_from quiet_until bounced_at",
)
classify(
    "notifications.MessageTemplate",
    none="topic subject_zh body_zh subject_en body_en",
)
