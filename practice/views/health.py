"""Whether this process can work, for whoever watches it."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from practice import self_test
from practice.access import public


@require_safe
@never_cache
@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where database and cache answer, else 503 and which of them does not.

    `letters` is beside it: a page is served also where none goes out. None where there is no test.
    """
    parts = {"database": database_answers(), "cache": cache_answers()}
    letters = self_test.look(timezone.now()).is_well if parts["database"] else None
    status = 200 if all(parts.values()) else 503
    return JsonResponse({**parts, "letters": letters}, status=status)


def database_answers() -> bool:
    """One trivial query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def cache_answers() -> bool:
    """One write and one read. The cache's own errors differ by kind, and any of them is a no."""
    try:
        cache.set("healthz", 1, timeout=10)
        return cache.get("healthz") == 1
    except Exception:
        return False
