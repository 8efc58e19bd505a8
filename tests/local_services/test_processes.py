"""What holds the processes of a local run together."""

import subprocess
import sys

from tests.fixtures import PATIENCE

LOSES_THE_EXCEPTION = """
import os, signal, time
from local_services.processes import Children, from_now_on, stop

class Rubbish:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0)

from_now_on(stop)
Rubbish()
with open(os.devnull, "w") as lock:
    children = Children(lock)
    try:
        while True:
            children.check()
            time.sleep(0.05)
    finally:
        children.stop()
"""


def test_a_request_to_stop_that_comes_while_exceptions_are_ignored_is_kept():
    command = [sys.executable, "-c", LOSES_THE_EXCEPTION]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "Exception ignored" in done.stderr
    assert done.returncode == 0
