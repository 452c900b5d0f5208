"""The WSGI entry point that granian loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - the settings come first
from django.utils import timezone  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from practice import pulse  # noqa: E402

# An open thread asks without all that a request brings (docs/decisions/0020).
application = import_string(settings.ANSWERED_FIRST)(application)

pulse.begin(now=timezone.now())
