"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from config import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

checks.stop_if_unsafe()
application = get_wsgi_application()
