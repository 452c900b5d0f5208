"""The worksheets app."""

from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    """The work itself."""

    name = "worksheets"
