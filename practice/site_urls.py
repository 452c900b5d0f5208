"""Addresses of the practice itself."""

from django.urls import path

from practice.views import start, styleguide

app_name = "practice"

urlpatterns = [
    path("", start.start, name="start"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
