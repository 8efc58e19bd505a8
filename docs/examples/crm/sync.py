"""Keeps the CRM and the desk in step, in both directions.

Nothing is remembered outside of the tables: what a row lacks is what is still to be done. So the
process may be killed anywhere, and goes on where it was.
"""

from __future__ import annotations

from typing import Any

from desk import Desk, Refused
from store import Store

# What is wrong with a row itself. Everything else is wrong with all of them, and ends the round.
OF_ROWS = (409, 413, 422)

# Our keys, as the desk keeps them.
PREFIX = "CRM-"

NEW_CUSTOMERS = "SELECT * FROM customer WHERE code IS NULL AND problem = ''"
NEW_TICKETS = """
SELECT ticket.*, customer.code, customer.contact_id
FROM ticket JOIN customer ON customer.id = customer_id
WHERE number IS NULL AND ticket.problem = '' AND code IS NOT NULL
"""
EDITS = """
SELECT edit.*, number FROM edit JOIN ticket ON ticket.id = ticket_id
WHERE outcome = '' AND number IS NOT NULL ORDER BY edit.id
"""


class Sync:
    def __init__(self, desk: Desk, store: Store) -> None:
        self.desk, self.store = desk, store

    def run(self, *, with_changes: bool) -> None:
        """One round. `with_changes` follows what changed as well: now and then, and at the start;
        in between webhooks say what to read.

        Raises `Unreachable` and `Refused`: the next round begins where this one stopped.
        """
        self.send_customers()
        self.send_tickets()
        self.send_edits()
        self.read_told()
        if with_changes:
            self.follow("customers", self.keep_customer)
            self.follow("tickets", self.keep_ticket)

    # --- from here to the desk -------------------------------------------------------------------

    def send_customers(self) -> None:
        for row in self.store.rows(NEW_CUSTOMERS):
            body = {
                "name": row["name"],
                "external_id": f"{PREFIX}{row['id']}",
                "contact": {"name": row["contact"], "phone": row["phone"]},
            }
            self.send_new("customers/", "customer", row["id"], body, self.keep_customer)

    def send_tickets(self) -> None:
        for row in self.store.rows(NEW_TICKETS):
            body = {
                "customer": row["code"],
                "contact": row["contact_id"],
                "channel": "phone",
                "summary": row["summary"],
                "external_id": f"{PREFIX}{row['id']}",
            }
            self.send_new("tickets/", "ticket", row["id"], body, self.keep_ticket)

    def send_new(self, path: str, table: str, key: int, body: dict[str, Any], keep: Any) -> None:
        """One that the desk does not know. The key is that of the row: it is the same whenever
        the row is sent again.
        """
        try:
            made = self.desk.change("POST", path, body, key=f"crm-{table}-{key}")
        except Refused as no:
            if no.status == 409 and no.is_about("external_id"):
                # Answers are kept for a week; ours was sent longer ago than that.
                made = self.desk.read(path, external_id=body["external_id"])["results"][0]
            elif no.status in OF_ROWS:
                self.store.run(f"UPDATE {table} SET problem = ? WHERE id = ?", str(no), key)
                return
            else:
                raise
        keep(made)

    def send_edits(self) -> None:
        for row in self.store.rows(EDITS):
            outcome = self.sent_edit(row)
            self.store.run("UPDATE edit SET outcome = ? WHERE id = ?", outcome, row["id"])

    def sent_edit(self, row: dict[str, Any]) -> str:
        """What came of it. Somebody at the desk may be faster: then it is decided anew.

        The version is kept with the edit, so that after a restart the very same request comes
        again, and not one that overwrites what was written since.
        """
        path, version = f"tickets/{row['number']}/", row["version"]
        while True:
            body, key = {"symptom": row["symptom"]}, f"crm-edit-{row['id']}-{version}"
            try:
                changed = self.desk.change("PATCH", path, body, key=key, version=version)
            except Refused as no:
                if no.status in OF_ROWS:
                    return str(no)
                if no.status != 412:
                    raise
            else:
                self.keep_ticket(changed)
                return "done"
            now = self.desk.read(path)
            self.keep_ticket(now)
            if now["symptom"] not in (row["seen"], row["symptom"]):
                return f"the desk has written: {now['symptom']}"
            version = now["version"]
            self.store.run("UPDATE edit SET version = ? WHERE id = ?", version, row["id"])

    # --- from the desk to here -------------------------------------------------------------------

    def read_told(self) -> None:
        """Tickets that webhooks told of."""
        for row in self.store.rows("SELECT * FROM told"):
            try:
                self.keep_ticket(self.desk.read(f"tickets/{row['number']}/"))
            except Refused as no:
                if no.status != 404:
                    raise
                self.lose_ticket(row["number"])
            # Told again meanwhile, it is read again.
            told = (row["number"], row["times"])
            self.store.run("DELETE FROM told WHERE number = ? AND times = ?", *told)

    def follow(self, kind: str, keep: Any) -> None:
        """What changed since the mark, rows and the new mark in one transaction."""
        mark = self.store.row("SELECT after FROM mark WHERE kind = ?", kind)
        after = mark["after"] if mark else self.begin(kind, keep)
        while True:
            try:
                page = self.desk.read(f"{kind}/changes/", after=after, limit=200)
            except Refused as no:
                if no.code != "mark_lost":
                    raise
                # The desk was restored from a backup.
                after = self.begin(kind, keep)
                continue
            with self.store.transaction():
                for change in page["results"]:
                    if not change["is_gone"]:
                        keep(change["row"])
                    elif kind == "tickets":
                        self.lose_ticket(change["key"])
                after = self.keep_mark(kind, page["after"])
            if not page["has_more"]:
                return

    def begin(self, kind: str, keep: Any) -> str:
        """The mark comes first: what changes while the list is read comes with the changes."""
        after = self.desk.read(f"{kind}/changes/")["after"]
        for row in self.desk.pages(f"{kind}/"):
            keep(row)
        return self.keep_mark(kind, after)

    def keep_mark(self, kind: str, after: str) -> str:
        self.store.run("REPLACE INTO mark VALUES (?, ?)", kind, after)
        return after

    # --- rows of the desk in our tables ----------------------------------------------------------

    def keep_customer(self, row: dict[str, Any]) -> None:
        """Ours by its key, theirs by their code; an older version than ours changes nothing."""
        people = row["contacts"] or [{"id": None, "name": "", "phone": ""}]
        known = self.ours("customer", "code", row["code"], row["external_id"])
        values = (row["name"], row["code"], people[0]["id"], row["version"])
        if known is None:
            told = (people[0]["name"], people[0]["phone"])
            self.store.run(
                "INSERT INTO customer (name, code, contact_id, version, contact, phone)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *values,
                *told,
            )
            return
        self.store.run(
            "UPDATE customer SET name = ?, code = ?, contact_id = ?, version = ?"
            " WHERE id = ? AND version <= ?",
            *values,
            known,
            row["version"],
        )

    def keep_ticket(self, row: dict[str, Any]) -> None:
        """The same for a ticket."""
        known = self.ours("ticket", "number", row["number"], row["external_id"])
        values = (row["summary"], row["number"], row["status"], row["version"])
        if known is None:
            self.store.run(
                "INSERT INTO ticket (summary, number, status, version, customer_id)"
                " VALUES (?, ?, ?, ?, (SELECT id FROM customer WHERE code = ?))",
                *values,
                row["customer"],
            )
            return
        self.store.run(
            "UPDATE ticket SET summary = ?, number = ?, status = ?, version = ?, is_gone = 0"
            " WHERE id = ? AND version <= ?",
            *values,
            known,
            row["version"],
        )

    def lose_ticket(self, number: str) -> None:
        """It is another department's now, or was deleted: our copy is history."""
        self.store.run("UPDATE ticket SET is_gone = 1 WHERE number = ?", number)

    def ours(self, table: str, column: str, name: str, external_id: str | None) -> int | None:
        """The key of our row."""
        found = self.store.row(f"SELECT id FROM {table} WHERE {column} = ?", name)
        if found is None and (external_id or "").startswith(PREFIX):
            key = external_id.removeprefix(PREFIX)
            found = self.store.row(f"SELECT id FROM {table} WHERE id = ?", key)
        return found["id"] if found else None
