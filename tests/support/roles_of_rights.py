"""Which people may do what: model.md C6 as sets, from which the tables of addresses and steps are made."""

from __future__ import annotations

from accounts.enums import Role

NOBODY, CLERK, ROOT, STRANGER = "nobody", "clerk", "root", "stranger"
"""Somebody without a role; the same with the mark that lets into the administration; a superuser;
somebody who is not logged in."""

AGENT, ENGINEER, REPLACEMENT = Role.AGENT.value, Role.ENGINEER.value, Role.REPLACEMENT.value
SUPERVISOR, MANAGER, LIAISON = Role.SUPERVISOR.value, Role.MANAGER.value, Role.LIAISON.value
ANALYST, TRAINER, WAREHOUSE = Role.ANALYST.value, Role.TRAINER.value, Role.WAREHOUSE.value
ADMIN = Role.ADMIN.value

People = frozenset[str]


def people(*keys: str) -> People:
    """These, and a superuser, who may do whatever hangs on a right."""
    return frozenset({*keys, ROOT})


NO_ONE: People = frozenset()
LOGGED_IN = people(*Role.values, NOBODY, CLERK)
EVERYBODY = LOGGED_IN | {STRANGER}
STAFF = people(ADMIN, CLERK)
KEEPERS = people(ADMIN)

DESK = people(AGENT, SUPERVISOR, MANAGER)
LEADERS = people(SUPERVISOR, MANAGER)
WORKERS = people(ENGINEER, REPLACEMENT, SUPERVISOR)
HANDLERS = people(AGENT, ENGINEER, REPLACEMENT, SUPERVISOR, MANAGER)
TALKERS = HANDLERS | {LIAISON}
EXPORTERS = HANDLERS | {ANALYST}
TICKET_READERS = EXPORTERS | {LIAISON, WAREHOUSE}
SEE_ALL = people(SUPERVISOR, MANAGER, ANALYST)
CUSTOMER_READERS = EXPORTERS | {LIAISON}
READERS = people(*Role.values) - {ADMIN}
WRITERS = READERS - {WAREHOUSE}
PUBLISHERS = LEADERS
FINDERS = TICKET_READERS | {ADMIN}
WATCH_OPERATION = people(MANAGER, ADMIN)
CARRIERS = LEADERS | {ENGINEER, LIAISON}
HOLDERS_OF_THE_ARCHIVE = people(MANAGER)
