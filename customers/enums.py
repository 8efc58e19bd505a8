"""Vocabulary of customers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    REVEAL_CONTACT = "reveal_contact", _("Contact data shown in full")
    REVEALED_BY_TOKEN = (
        "revealed_by_token",
        _("Contact data handed out in full to another program"),
    )
    EDIT_CONTACT = "edit_contact", _("Contact edited")
    WECHAT_BOUND = "wechat_bound", _("WeChat bound")
    EDIT_CUSTOMER = "edit_customer", _("Customer edited")
    EDIT_ASSET = "edit_asset", _("Device edited")
    CONSENT_GIVEN = "consent_given", _("Consent recorded")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")


class ConsentPurpose(TextChoices):
    """What a person may agree to (CU-6, LW-5)."""

    SERVICE = "service", _("Use of contact data for this service")
    REMOTE = "remote", _("Remote assistance")
    SHARE = "share", _("Passing data on to third parties")
    MARKETING = "marketing", _("Commercial messages")


class Segment(TextChoices):
    CONSUMER = "consumer", _("Consumer")
    ENTERPRISE = "enterprise", _("Enterprise")


class Relation(TextChoices):
    NEW = "new", pgettext_lazy("customer", "New customer")
    EXISTING = "existing", _("Existing customer")


class Level(TextChoices):
    NORMAL = "normal", pgettext_lazy("customer", "Normal")
    VIP = "vip", "VIP"


class ChannelDirection(TextChoices):
    IN = "in", _("Inbound")
    OUT = "out", _("Outbound")
    BOTH = "both", _("Inbound and outbound")
