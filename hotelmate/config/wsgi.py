"""The web process's entry for granian: the API and the desk."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from hotelmate.config import connections
from hotelmate.config.postgres.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelmate.config.settings")

# The process that serves must not hold on to the port when the one that started it was killed.
end_with_parent(signal.SIGKILL)

connections.watch()
application = get_wsgi_application()
