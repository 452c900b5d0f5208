"""What a client opens, all under /my/."""

from django.urls import path  # noqa: F401

urlpatterns: list = []
