"""The page with every part: in demo mode only, and complete."""

from pathlib import Path

import pytest
from django.template.response import TemplateResponse
from django.test import RequestFactory

from practice.views.styleguide import styleguide

COMPONENTS = Path(__file__).parents[2] / "templates" / "components"
# Parts of the frames, which every page shows anyway.
FRAME = {
    "_client_menu.html",
    "_foot.html",
    "_go.html",
    "_help_link.html",
    "_menu_item.html",
    "_messages.html",
    "_practice_switch.html",
    "_rail.html",
    "_stay.html",
}


@pytest.mark.django_db
def test_the_styleguide_is_absent_outside_demo_mode(browser):
    response = browser.get("/styleguide/")

    assert (response.status_code, response.templates[0].name) == (404, "404.html")


@pytest.mark.django_db
def test_the_styleguide_shows_every_part(browser, settings):
    settings.DEMO = True

    response = browser.get("/styleguide/")

    shown = {template.name.rpartition("/")[2] for template in response.templates}
    there = {file.name for file in COMPONENTS.glob("_*.html")}
    assert (response.status_code, there - shown - FRAME) == (200, set())


def test_the_styleguide_shows_both_looks(settings):
    settings.DEMO = True

    response = styleguide(RequestFactory().get("/styleguide/"))

    assert isinstance(response, TemplateResponse)
    assert [look for look, _form in response.context_data["looks"]] == ["light", "dark"]
