"""Django's own commands (migrate, makemigrations, db_worker). Ours are `anxin …`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.project.settings")
execute_from_command_line(sys.argv)
