"""Creating and keeping customers, contacts and devices."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.enums import Language
from accounts.models import User
from core.actions import audit, numbers
from core.domain import text
from core.errors import LawBroken, StaleVersion
from core.later import enqueue
from customers.enums import Audited
from customers.models import Asset, Contact, Customer, ProductModel

SEARCH_LIMIT = 4000

# The job of the house that copies names.
#
# A task's name is no import: without that house nobody answers.
FOLLOW = "tickets.follow_names"


@transaction.atomic
def register_customer(
    *,
    name: str,
    by: User | None,
    at: datetime,
    contact_name: str = "",
    phone: str = "",
    email: str = "",
    language: str = Language.ZH,
    **fields: object,
) -> Customer:
    """A new customer with its main contact."""
    code = f"C{numbers.issue_number(prefix='C', period=''):06d}"
    customer = Customer.objects.create(
        code=code, name=text.clean_text(name), created_at=at, created_by=by, **fields
    )
    if contact_name or phone or email:
        _keep_contact(
            customer,
            name=text.clean_text(contact_name or name),
            phone=text.comparable_text(phone),
            email=email,
            language=language,
            at=at,
            is_primary=True,
        )
    return refresh_search(customer)


@transaction.atomic
def add_contact(
    customer: Customer,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    language: str = Language.ZH,
    at: datetime,
) -> Contact:
    """A contact; the same name and phone at the same customer is the same person."""
    # so that of two contacts that are added at once the search text misses neither
    _lock_version(customer)
    clean_name = text.clean_text(name)
    clean_phone = text.comparable_text(phone)
    for known in customer.contacts.all():
        if known.name == clean_name and known.phone_digits == text.phone_key(clean_phone):
            return known
    contact = _keep_contact(
        customer, name=clean_name, phone=clean_phone, email=email, language=language, at=at
    )
    store_change(customer)
    return contact


def _keep_contact(customer: Customer, *, at: datetime, **fields: object) -> Contact:
    contact = Contact(customer=customer, created_at=at, **fields)
    contact.save()
    return contact


@transaction.atomic
def add_asset(customer: Customer, *, serial: str, model: ProductModel, **fields: object) -> Asset:
    """A device of the customer by its serial number."""
    _lock_version(customer)
    asset, is_new = Asset.objects.get_or_create(
        serial=text.comparable_text(serial),
        defaults={"model": model, "customer": customer, **fields},
    )
    if asset.customer_id != customer.pk:
        raise LawBroken(_("This serial number belongs to another customer."), field="serial")
    if is_new:
        store_change(customer)
    return asset


@transaction.atomic
def edit_asset(asset: Asset, *, by: User | None, at: datetime, **fields: object) -> Asset:
    """Change what is known of a device; its serial number and its owner stay."""
    asset = Asset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
    changed = sorted(name for name, value in fields.items() if getattr(asset, name) != value)
    if not changed:
        return asset
    for name in changed:
        setattr(asset, name, fields[name])
    asset.save(update_fields=changed)
    audit.write_audit_entry(
        Audited.EDIT_ASSET, by=by, at=at, target=f"asset {asset.pk}", fields=changed
    )
    return asset


def mark_verified(customer: Customer, *, by: User | None, at: datetime) -> None:
    """The customer's data were checked with the customer (CU-1)."""
    raise_version(customer.pk, verified_at=at, verified_by=by, updated_at=at)
    customer.verified_at = at
    customer.verified_by = by


def reveal_contact(contact: Contact, *, by: User | None, at: datetime, reason: str) -> Contact:
    """Show the contact data in full, with a line in the audit ledger that names no value."""
    audit.write_audit_entry(
        Audited.REVEAL_CONTACT, by=by, at=at, target=f"contact {contact.pk}", reason=reason
    )
    return contact


def _lock_version(customer: Customer) -> None:
    """Lock a customer until the transaction ends, and know its version of now."""
    locked = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer.version = locked.only("version").get(pk=customer.pk).version


def store_change(customer: Customer) -> Customer:
    """Something that is shown of a locked customer has changed, a person or a device: another
    version, found by what it holds now.
    """
    customer.version += 1
    return refresh_search(customer)


def raise_version(key: int, **values: object) -> None:
    """The same of a customer that is not locked yet, and found as before; `values` are its own."""
    Customer.objects.filter(pk=key).update(version=F("version") + 1, **values)


def refresh_search(customer: Customer) -> Customer:
    """Collect what the customer is found by."""
    parts = [customer.name, customer.code, customer.external_id or ""]
    for contact in customer.contacts.all():
        parts += [contact.name, contact.phone, contact.phone_digits, contact.email]
    parts += customer.assets.values_list("serial", flat=True)[:200]
    customer.search_text = text.search_needle(" ".join(parts))[:SEARCH_LIMIT]
    customer.save(update_fields=["search_text", "updated_at", "version"])
    return customer


@transaction.atomic
def edit_customer(
    customer: Customer, *, by: User | None, at: datetime, version: int, **fields: object
) -> Customer:
    """Change a customer's own data. Raises `StaleVersion` when somebody else saved first."""
    current = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    if current.version != version:
        raise StaleVersion(current.version)
    changed = sorted(name for name, value in fields.items() if getattr(current, name) != value)
    if not changed:
        return current
    for name in changed:
        setattr(current, name, fields[name])
    if "name" in changed:
        current.renamed_at = at
        enqueue(FOLLOW)
    current.version += 1
    current.save()
    audit.write_audit_entry(
        Audited.EDIT_CUSTOMER, by=by, at=at, target=f"customer {current.code}", fields=changed
    )
    return refresh_search(current)


@transaction.atomic
def edit_contact(
    contact: Contact,
    *,
    by: User | None,
    at: datetime,
    phone: str,
    email: str,
    ends_wechat: bool = False,
    **wishes: object,
) -> None:
    """Change how a contact is reached, and in which language and by which channel it likes to be.

    An empty phone or address stays as it is; `ends_wechat` is the wish that no message goes there.
    """
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(
        pk=contact.customer_id
    )
    # Locked as well: the customer may be binding WeChat.
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    known = {"phone": text.comparable_text(phone), "email": email}
    values = {name: value for name, value in known.items() if value} | wishes
    if email:
        # Whoever enters it, be it the same, wants it to be tried.
        values["refused_email"] = ""
    if ends_wechat:
        values["wechat_id"] = ""
    changed = sorted(name for name, value in values.items() if getattr(contact, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(contact, name, values[name])
    contact.save(update_fields=[*changed, "phone_digits"])
    if "phone" in changed:
        # Tickets are found by it as well.
        customer.renamed_at = at
        customer.save(update_fields=["renamed_at"])
        enqueue(FOLLOW)
    audit.write_audit_entry(
        Audited.EDIT_CONTACT, by=by, at=at, target=f"contact {contact.pk}", fields=changed
    )
    store_change(customer)


@transaction.atomic
def note_refused_email(contact: Contact, address: str) -> None:
    """A server says that nobody has this address. A later one of the contact stays untouched."""
    same = Contact.objects.filter(pk=contact.pk, email__iexact=address)
    fresh = same.exclude(refused_email=F("email"))
    if fresh.exists():
        # As every action that touches both: the customer first.
        raise_version(contact.customer_id)
        fresh.update(refused_email=F("email"))


def bind_wechat(contact: Contact, wechat_id: str, *, at: datetime) -> bool:
    """The contact gets messages by the company's WeChat account; False when it does already.

    Who is bound stays it until the desk ends that: a link that was passed on takes over nothing.
    Raises `LawBroken`.
    """
    current = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if current.wechat_id == wechat_id:
        return False
    if current.wechat_id:
        raise LawBroken(_("Messages of this case go to another WeChat account already. Call us."))
    current.wechat_id = wechat_id
    current.save(update_fields=["wechat_id"])
    audit.write_audit_entry(Audited.WECHAT_BOUND, by=None, at=at, target=f"contact {contact.pk}")
    return True


def mark_caught_up(customer: Customer) -> bool:
    """Nobody holds an earlier name any more; False when it was renamed again since it was read."""
    unchanged = Customer.objects.filter(pk=customer.pk, renamed_at=customer.renamed_at)
    return bool(unchanged.update(renamed_at=None))
