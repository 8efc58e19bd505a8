#!/usr/bin/env python
"""Django's command line: `python manage.py help`; `python manage.py up` starts everything."""

import os
import sys

from django.core.management import execute_from_command_line

from local_services.errors import CannotStart, as_sentence
from local_services.local_database import database_for_command
from local_services.places import VAR


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
    try:
        with database_for_command(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except CannotStart as error:
        sys.exit(f"{as_sentence(error, VAR)}")


if __name__ == "__main__":
    main()
