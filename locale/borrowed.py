"""Texts of Django and django-auditlog that our administration says better.

Their own catalogues lack them in Chinese, or say them with other words than this desk. Nobody
imports this file; Babel reads it, so that the texts are in our catalogue like those of any other
file.
"""

from gettext import gettext as _
from gettext import ngettext

BORROWED = (
    _("Error:"),
    # Django REST framework has another word for it, and one page shows both
    _("This field is required."),
    _("Forgotten your login credentials?"),
    _("In case you’ve forgotten, you are:"),
    _("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    # a group of Django's is a role here
    _("group"),
    _("groups"),
    _("Authentication and Authorization"),
    _(
        "The groups this user belongs to. A user will get all permissions granted to each of their "
        "groups."
    ),
    _("staff status"),
    _("Designates whether the user can log into this admin site."),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("After you’ve created a user, you’ll be able to edit more user options."),
    ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        1,
    ),
    _("Audit log"),
    _("Audit log: %s"),
    _("Resource"),
    _("Resource Type"),
    _("Correlation ID"),
    _("Click to filter by records with this correlation id"),
    _("Created"),
    _("Changes"),
    _("Relationship"),
    _("create"),
    _("update"),
    _("delete"),
    _("access"),
    _("object pk"),
    _("object representation"),
    _("actor"),
    _("actor email"),
    _("remote address"),
    _("remote port"),
    _("timestamp"),
    _("additional data"),
    _("system"),
    _("Created {repr:s}"),
    _("Updated {repr:s}"),
    _("Deleted {repr:s}"),
    _("Logged {repr:s}"),
    _("No field changes"),
    _("No log entries found."),
)
