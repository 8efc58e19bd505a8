"""What each field of messages says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case, of_case
from privacy.field_classes import classify

classify(
    "notifications.InboxItem",
    text="subject data",
    none="topic path dedupe_key created_at shown_from read_at",
)
classify(
    "notifications.Outbox",
    trace="address",
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
    "notifications.ChatGroup",
    sensitive="sealed_address sealed_secret",
    text="error",
    none="name kind language is_active next_at lease_until failures",
)
classify(
    "notifications.CustomerChannel",
    sensitive="sealed_secret",
    trace="tests_go_to",
    none="name provider account signature is_active",
)
classify(
    "notifications.ChannelPace",
    none="channel per_minute next_at",
)
classify(
    "notifications.ProviderTemplate",
    none="topic language code parameters",
)
classify(
    "notifications.GroupRule",
    none="topic",
)
classify(
    "notifications.GroupMessage",
    text="data",
    none="topic key created_at sent_at failed_at",
)
classify(
    "notifications.WebhookEndpoint",
    sensitive="sealed_secret sealed_old_secret",
    text="error",
    none=(
        "name address events is_active old_secret_until failures failing_since next_at taken_at"
        " version"
    ),
)
classify(
    "notifications.WebhookDelivery",
    text="answer error",
    none=(
        "event_id event_type subject sequence payload state attempts doubts created_at next_at"
        " lease_until sent_at ended_at status_code took_ms"
    ),
)
classify(
    "notifications.LedgerMark",
    none="ledger read_until ceiling writers",
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

of_case("notifications.Outbox", "delivery__communication__ticket")
not_of_case(
    "go by their age",
    "notifications.InboxItem",
    "notifications.GroupMessage",
    "notifications.WebhookDelivery",
)
not_of_case(
    "settings of the desk and of colleagues",
    "notifications.ChatGroup",
    "notifications.CustomerChannel",
    "notifications.Preference",
    "notifications.WebhookEndpoint",
)
