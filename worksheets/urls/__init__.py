"""Addresses of the work: the client's under /my/, the counselor's desk, the help pages."""

from worksheets.urls import desk, help_pages, mine

app_name = "worksheets"

urlpatterns = [*mine.urlpatterns, *desk.urlpatterns, *help_pages.urlpatterns]
