#!/usr/bin/env python3
"""Django's command line."""

import os
import sys

from config.command_line import main

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv))
