"""Addresses of the work: /my/, the counselor's desk, the help pages, what reminders link to."""

from worksheets.urls import desk, help_pages, mine, reminder_links

app_name = "worksheets"

urlpatterns = [
    *mine.urlpatterns,
    *desk.urlpatterns,
    *help_pages.urlpatterns,
    *reminder_links.urlpatterns,
]
