"""Channel, customer, contact, product model, asset."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from core.domain import text
from core.models.lookups import any_text
from core.names import in_language
from customers.enums import ChannelDirection, ConsentPurpose, Level, Relation, Segment

# As long as an address may be.
LONGEST_EMAIL = 254


class Channel(models.Model):
    """A way in or out; a new one needs no deployment (CH-3)."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=30, unique=True)
    name_en = models.CharField(_("English name"), max_length=30, blank=True)
    direction = models.CharField(
        _("direction"),
        max_length=4,
        choices=ChannelDirection.choices,
        default=ChannelDirection.BOTH,
    )
    is_synchronous = models.BooleanField(
        _("spoken live"),
        default=False,
        help_text=_("A ticket opened during the conversation counts as answered at once."),
    )
    is_complaint_channel = models.BooleanField(_("complaint channel"), default=False)
    acks_automatically = models.BooleanField(
        _("automatic answers count as acknowledgement"), default=False
    )
    is_active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Chains over customers."""

    def matching(self, words: str) -> "CustomerQuerySet":
        """Any part of the name, of a contact's name, phone or mail, of a serial."""
        return self.filter(any_text("search_text__has_text", words))

    def renamed(self) -> "CustomerQuerySet":
        """Those of whom others may still hold an earlier name, the oldest first."""
        return self.filter(renamed_at__isnull=False).order_by("renamed_at", "id")


class Customer(models.Model):
    """A company or a person we serve.

    `renamed_at` is set while others may still hold copies of an earlier name of the customer or of
    a contact.
    """

    code = models.CharField(_("customer code"), max_length=20, unique=True)
    name = models.CharField(_("customer name"), max_length=120)
    segment = models.CharField(
        _("segment"), max_length=12, choices=Segment.choices, default=Segment.ENTERPRISE
    )
    relation = models.CharField(
        _("customer type"), max_length=10, choices=Relation.choices, default=Relation.EXISTING
    )
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.NORMAL)
    region = models.CharField(_("region"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    external_id = models.CharField(
        _("external id"), max_length=60, null=True, blank=True, unique=True
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_anonymized = models.BooleanField(default=False)
    renamed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(
                fields=["renamed_at", "id"],
                name="customer_renamed",
                condition=Q(renamed_at__isnull=False),
            ),
        ]
        permissions = [
            ("see_names", _("See customers' names unmasked")),
            ("reveal_contact", _("Show a contact's phone and mail (audited)")),
            ("export_unmasked", _("Export contact data unmasked")),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at a customer."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contacts", verbose_name=_("customer")
    )
    name = models.CharField(_("contact"), max_length=60)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False)
    email = models.EmailField(_("mail"), max_length=LONGEST_EMAIL, blank=True)
    # The address that a mail server refused: nothing goes there until another one, or this one
    # again, is entered.
    refused_email = models.EmailField(blank=True, default="", db_default="", editable=False)
    # By which the company's WeChat account knows the person, once bound on the customer's page.
    wechat_id = models.CharField(max_length=64, blank=True, default="", db_default="")
    preferred_channel = models.ForeignKey(
        Channel,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("preferred channel"),
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=Language.choices,
        default=Language.ZH,
        db_default=Language.ZH,
    )
    is_primary = models.BooleanField(_("main contact"), default=False)
    has_marketing_consent = models.BooleanField(_("agrees to marketing"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-is_primary", "id"]
        indexes = [
            models.Index(
                fields=["phone_digits"], name="contact_by_phone", condition=~Q(phone_digits="")
            ),
            # Mails are looked up by their sender, in whatever case it was written.
            models.Index(Upper("email"), name="contact_by_email"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.phone_digits = text.phone_key(self.phone)
        super().save(**kwargs)

    @property
    def is_email_refused(self) -> bool:
        """Do mails to the address come back?"""
        return bool(self.email) and self.email == self.refused_email


class ConsentRecord(models.Model):
    """That a person agreed, to what, when, and how it is known; and until when it held."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("agrees to"), max_length=12, choices=ConsentPurpose.choices)
    # Empty: in general.
    scope = models.CharField(_("for what"), max_length=200, blank=True)
    evidence = models.CharField(_("how it is known"), max_length=300)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    recorded_at = models.DateTimeField()
    # Nobody, where the customer agreed on a page.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"


class ProductModel(models.Model):
    """A product as sold."""

    code = models.CharField(_("model code"), max_length=40, unique=True)
    name = models.CharField(_("product"), max_length=80)
    category = models.CharField(_("category"), max_length=40, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("warranty in months"), default=12)
    is_in_production = models.BooleanField(_("in production"), default=True)
    end_of_production = models.DateField(_("end of production"), null=True, blank=True)

    class Meta:
        verbose_name = _("product model")
        verbose_name_plural = _("product models")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Asset(models.Model):
    """One unit that a customer owns."""

    serial = models.CharField(_("serial number"), max_length=60, unique=True)
    model = models.ForeignKey(
        ProductModel, models.PROTECT, related_name="assets", verbose_name=_("product model")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="assets", verbose_name=_("customer")
    )
    order_no = models.CharField(_("order number"), max_length=60, blank=True)
    sold_on = models.DateField(_("sold on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["serial"]

    def __str__(self) -> str:
        return self.serial
