"""A small CRM: JSON over HTTP for its people, `/hook` for the desk, and a thread that syncs.

    pip install requests standardwebhooks
    DESK_URL=https://desk.example DESK_TOKEN=desk_… WEBHOOK_SECRET=whsec_… python server.py

POST /customers {"name", "contact", "phone"} · POST /tickets {"customer", "summary"}
POST /tickets/ID/symptom {"symptom", "seen"} · GET /customers/ID · GET /tickets/ID
"""

from __future__ import annotations

import json
import os
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from desk import Desk, Refused, Unreachable
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from store import Store
from sync import Sync

FILE = Path(os.environ.get("CRM_FILE", "crm.sqlite"))
PORT = int(os.environ.get("CRM_PORT", "8900"))
SECRET = os.environ["WEBHOOK_SECRET"]

# How often changes are followed although no webhook came: those may get lost.
FOLLOW_SECONDS = float(os.environ.get("CRM_FOLLOW_SECONDS", "60"))

# How often somebody looks for work that was left over.
ROUND_SECONDS = 5

# How long an answer is waited for.
PATIENCE = float(os.environ.get("CRM_TIMEOUT", "10"))

something_to_do = threading.Event()


def sync_for_ever() -> None:
    """At once when there is something to do, else now and then."""
    desk = Desk(os.environ["DESK_URL"], os.environ["DESK_TOKEN"], timeout=PATIENCE)
    sync = Sync(desk, Store(FILE))
    follow_at = time.monotonic()
    while True:
        something_to_do.clear()
        is_due = time.monotonic() >= follow_at
        try:
            sync.run(with_changes=is_due)
            if is_due:
                follow_at = time.monotonic() + FOLLOW_SECONDS
        except (Refused, Unreachable) as why:
            print(f"next round: {why}", flush=True)
        except Exception:
            # Whatever it is, this thread has to go on.
            traceback.print_exc()
        something_to_do.wait(ROUND_SECONDS)


def take_message(store: Store, body: bytes, headers: dict[str, str]) -> None:
    """A message of the desk: kept, and worked on later. Raises `WebhookVerificationError`."""
    event = Webhook(SECRET).verify(body, headers)
    number = event["data"].get("number")
    with store.transaction():
        key = headers["webhook-id"]
        if store.row("SELECT 1 FROM hook WHERE id = ?", key):
            # At least once is promised: this one came before.
            store.run("UPDATE hook SET came = came + 1 WHERE id = ?", key)
        else:
            store.run("INSERT INTO hook (id) VALUES (?)", key)
            if event["type"].startswith("ticket."):
                store.run(
                    "INSERT INTO told (number) VALUES (?)"
                    " ON CONFLICT DO UPDATE SET times = times + 1",
                    number,
                )


def add_row(store: Store, path: list[str], given: dict[str, Any]) -> int:
    """Its key; 0 where nothing can be added."""
    match path:
        case ["customers"]:
            return store.run(
                "INSERT INTO customer (name, contact, phone) VALUES (?, ?, ?)",
                given["name"],
                given["contact"],
                given["phone"],
            )
        case ["tickets"]:
            return store.run(
                "INSERT INTO ticket (customer_id, summary) VALUES (?, ?)",
                given["customer"],
                given["summary"],
            )
        case ["tickets", ticket, "symptom"]:
            return store.run(
                "INSERT INTO edit (ticket_id, symptom, seen, version)"
                " SELECT id, ?, ?, version FROM ticket WHERE id = ?",
                given["symptom"],
                given["seen"],
                ticket,
            )
    return 0


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        store, parts = Store(FILE), self.path.strip("/").split("/")
        match parts:
            case ["customers" | "tickets" as kind, key]:
                table = kind.removesuffix("s")
                found = store.row(f"SELECT * FROM {table} WHERE id = ?", key)
                self.answer(200 if found else 404, found)
            case ["customers" | "tickets" | "edits" | "hooks" | "told" as kind]:
                self.answer(200, store.rows(f"SELECT * FROM {kind.removesuffix('s')}"))
            case _:
                self.answer(404, None)

    def do_POST(self) -> None:
        store, parts = Store(FILE), self.path.strip("/").split("/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if parts == ["hook"]:
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                take_message(store, body, headers)
            except WebhookVerificationError:
                self.answer(401, None)
                return
            something_to_do.set()
            self.answer(200, None)
            return
        key = add_row(store, parts, json.loads(body))
        something_to_do.set()
        self.answer(201 if key else 404, {"id": key})

    def answer(self, status: int, body: Any) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


if __name__ == "__main__":
    threading.Thread(target=sync_for_ever, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
