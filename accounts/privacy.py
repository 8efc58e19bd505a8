"""What each field of colleagues and their log-ins says about a person: docs/privacy.md.

The tables of django-allauth are filled by this house, so that they stand here too.
"""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "accounts.Department",
    none="name kind duties is_active",
)
classify(
    "accounts.Outlet",
    phone="phone",
    none="code name province city district address coverage is_active",
)
classify(
    "accounts.User",
    staff="username display_name",
    phone="phone",
    email="email",
    sensitive="password session_mark",
    none=(
        "last_login is_superuser is_staff is_active date_joined skill_level is_on_duty language"
        " theme is_service"
    ),
)
classify(
    "accounts.DutyShift",
    none="starts_at ends_at",
)
classify(
    "accounts.Absence",
    sensitive="reason",
    none="starts_at ends_at",
)
classify(
    "accounts.RoleSecurity",
    none="needs_second_factor",
)
classify(
    "accounts.TryCounter",
    trace="name",
    none="count ends_at",
)
classify(
    "accounts.PasswordLink",
    sensitive="digest",
    none="ends_at",
)
classify(
    "accounts.FormerAddress",
    email="address",
    none="changed_at",
)
classify(
    "accounts.ApiToken",
    sensitive="digest",
    none=("token_key created expiry handle name scopes requests_per_minute revoked_at announce_at"),
)
classify(
    "accounts.TokenUse",
    none="minute count last_used_at",
)
classify(
    "account.EmailAddress",
    email="email",
    none="verified primary",
)
classify(
    "account.EmailConfirmation",
    sensitive="key",
    none="created sent",
)
classify(
    "mfa.Authenticator",
    sensitive="data",
    none="type created_at last_used_at",
)
classify(
    "usersessions.UserSession",
    trace="ip user_agent",
    sensitive="session_key data",
    none="created_at last_seen_at",
)
classify(
    "socialaccount.SocialApp",
    sensitive="secret key settings",
    none="provider provider_id name client_id",
)
classify(
    "socialaccount.SocialAccount",
    trace="uid",
    sensitive="extra_data",
    none="provider last_login date_joined",
)
classify(
    "socialaccount.SocialToken",
    sensitive="token token_secret",
    none="expires_at",
)

not_of_case(
    "people of the desk, and how they log in",
    "accounts.Outlet",
    "accounts.User",
    "accounts.Absence",
    "accounts.TryCounter",
    "accounts.PasswordLink",
    "accounts.FormerAddress",
    "accounts.ApiToken",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "usersessions.UserSession",
    "socialaccount.SocialApp",
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
)
