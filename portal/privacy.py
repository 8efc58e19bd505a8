"""What each field of customers' pages says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case, of_case
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

of_case("portal.CustomerLink", "ticket", is_deleted=True)
not_of_case("belongs to a device, which has no name", "portal.DeviceLabel")
