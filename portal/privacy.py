"""What each field of customers' pages says about a person: the classes of docs/privacy.md."""

from privacy.field_classes import classify

classify(
    "portal.DeviceLabel",
    sensitive="code",
    none="created_at",
)
classify(
    "portal.CustomerLink",
    sensitive="token_hash",
    none="purpose created_at expires_at revoked_at",
)
