"""An HTTP server of the test's own process, for as long as somebody asks it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def say_nothing(*_asked: object) -> None:
    """Instead of a line for every request."""


@contextmanager
def http_served(
    handler: type[BaseHTTPRequestHandler], server: type[ThreadingHTTPServer] = ThreadingHTTPServer
) -> Iterator[str]:
    """The address, without a slash at its end."""
    quiet = type("QuietHandler", (handler,), {"log_message": say_nothing})
    running = server(("127.0.0.1", 0), quiet)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()
