"""Addresses of the work."""

from django.urls import path  # noqa: F401

app_name = "worksheets"

urlpatterns: list = []
