"""The web process's entry for granian: the API and the desk."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelmate.config.settings")

application = get_wsgi_application()
