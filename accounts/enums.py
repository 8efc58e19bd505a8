"""Vocabulary of people and posts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    RIGHTS_HANDED_OUT = "rights_handed_out", _("Permissions of a new release granted")
    PERSON_SWITCHED_OFF = "person_switched_off", _("Person switched off")
    WORK_HANDED_OVER = "work_handed_over", _("Work of a person handed over")
    PASSWORD_RESET = "password_reset", _("New password set by mail")
    PASSWORD_SET = "password_set", _("Password set by an administrator")
    PERSON_ADDED = "person_added", _("Person added")
    PERSON_CHANGED = "person_changed", _("Account of a person changed")
    ROLES_CHANGED = "roles_changed", _("Roles of a person changed")
    ROLE_ADDED = "role_added", _("Role added")
    ROLE_DELETED = "role_deleted", _("Role deleted")
    ROLE_RIGHTS_CHANGED = "role_rights_changed", _("Rights of a role changed")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    LOGGED_IN = "logged_in", _("Logged in")
    LOGGED_OUT = "logged_out", _("Logged out")
    LOG_IN_FAILED = "log_in_failed", _("Log-in failed")
    LOG_IN_LOCKED = "log_in_locked", _("Log-in locked after wrong tries")
    SECOND_FACTOR_ADDED = "second_factor_added", _("Second factor set up")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("Second factor removed")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("Recovery codes made")
    RECOVERY_CODE_USED = "recovery_code_used", _("Recovery code used")
    SESSIONS_ENDED = "sessions_ended", _("Sessions ended")
    IDENTITY_LINKED = "identity_linked", _("Company account linked")
    IDENTITY_UNLINKED = "identity_unlinked", _("Company account unlinked")
    ROLES_BY_COMPANY = "roles_by_company", _("Roles taken over from the company account")
    PERSON_BY_COMPANY = "person_by_company", _("Person created from a company account")
    TOKEN_MADE = "token_made", _("Access token made")
    TOKEN_ROTATED = "token_rotated", _("Access token replaced by a new one")
    TOKEN_REVOKED = "token_revoked", _("Access token revoked")
    SERVICE_ADDED = "service_added", _("Service account made")


class DepartmentKind(TextChoices):
    SERVICE = "service", _("Customer service")
    TECH = "tech", _("Technical support")
    PRODUCT = "product", _("Product")
    LOGISTICS = "logistics", _("Logistics")
    TRAINING = "training", _("Training")
    SALES = "sales", _("Sales")
    PROCESS_GROUP = "process_group", _("Process improvement group")
    OTHER = "other", _("Other")


class Role(TextChoices):
    """The canonical roles (model.md C6); each is seeded as a group of the same name, whose rights
    stay editable.
    """

    AGENT = "agent", _("Agent")
    ENGINEER = "engineer", _("Engineer")
    REPLACEMENT = "replacement", _("Replacement specialist")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")
    LIAISON = "liaison", _("Department liaison")
    ANALYST = "analyst", _("Data analyst")
    TRAINER = "trainer", _("Trainer")
    WAREHOUSE = "warehouse", _("Warehouse keeper")
    ADMIN = "admin", _("Administrator")


class Language(TextChoices):
    ZH = "zh-hans", "中文"
    EN = "en", "English"


class Theme(TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class TokenScope(TextChoices):
    """What a token opens, within the rights of whom it stands for."""

    CUSTOMERS_READ = "customers.read", _("Customers, contacts and devices: read")
    CUSTOMERS_WRITE = "customers.write", _("Customers, contacts and devices: write")
    TICKETS_READ = "tickets.read", _("Tickets: read")
    TICKETS_WRITE = "tickets.write", _("Tickets: write")
    FEEDBACK_READ = "feedback.read", _("Surveys and call-backs: read")
    FEEDBACK_WRITE = "feedback.write", _("Surveys and call-backs: write")
    PLANS_READ = "plans.read", _("Plans: read")
    PLANS_WRITE = "plans.write", _("Plans: write")
    FIGURES_READ = "figures.read", _("Figures and reports: read")
    KNOWLEDGE_READ = "knowledge.read", _("Knowledge: read")
    KNOWLEDGE_WRITE = "knowledge.write", _("Knowledge: write")
    RULES_READ = "rules.read", _("Rules of limits: try out")
    WEBHOOKS_READ = "webhooks.read", _("Webhooks and their deliveries: read")
    WEBHOOKS_WRITE = "webhooks.write", _("Webhooks and their deliveries: write")
    PII = "pii", _("Names, phones and mail addresses unmasked, as far as the person may see them")


class ScopeHouse(TextChoices):
    """What scopes are grouped by: the part of their names before the dot."""

    CUSTOMERS = "customers", _("Customers, contacts and devices")
    TICKETS = "tickets", _("Tickets")
    FEEDBACK = "feedback", _("Surveys and call-backs")
    PLANS = "plans", _("Plans")
    FIGURES = "figures", _("Figures and reports")
    KNOWLEDGE = "knowledge", _("Knowledge")
    RULES = "rules", _("Rules of limits")
    WEBHOOKS = "webhooks", _("Webhooks and their deliveries")


class TokenState(TextChoices):
    """Does a token open anything?"""

    OPEN = "open", pgettext_lazy("token", "Valid")
    ENDS_SOON = "ends_soon", pgettext_lazy("token", "Ends soon")
    REPLACED = "replaced", pgettext_lazy("token", "Replaced, still valid")
    ENDED = "ended", pgettext_lazy("token", "Expired")
    REVOKED = "revoked", pgettext_lazy("token", "Revoked")
