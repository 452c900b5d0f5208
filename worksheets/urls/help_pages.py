"""Help pages, open to everybody."""

from django.urls import path

from worksheets.views import help as pages

urlpatterns = [
    path("help/", pages.help, name="help"),
    path("help/clear-tracks/", pages.clear_tracks, name="clear_tracks"),
    path("leave/", pages.leave, name="leave"),
]
