"""A read that cannot be written down is not shown (H-06, rulings 35)."""

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.urls import reverse

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
)

pytestmark = pytest.mark.django_db
WORDS = "Half a sentence about June."


def without_audit(execute, sql, params, many, context):
    """As if the table were full, locked or gone."""
    if sql.startswith('INSERT INTO "practice_auditintake"'):
        raise DatabaseError("disk is full")
    return execute(sql, params, many, context)


@pytest.fixture
def pages():
    """Ana, and the pages on which she reads of Maya."""
    ana = make_counselor(make_practice())
    maya = make_client(ana, "Mayabel")
    sheet = make_assignment(maya)
    make_submission(sheet, {"noticed": WORDS})
    return ana, [
        reverse("worksheets:client", args=[maya.pk]),
        reverse("clients:edit", args=[maya.pk]),
        reverse("clients:client_dates", args=[maya.pk]),
        reverse("worksheets:assignment", args=[maya.pk, sheet.pk]),
        reverse("worksheets:review", args=[maya.pk, sheet.pk]),
        reverse("worksheets:today"),
    ]


@time_machine.travel(NOW, tick=False)
def test_where_the_audit_is_broken_nothing_is_shown(browser, pages, caplog):
    ana, urls = pages
    browser.force_login(ana.user)

    with connection.execute_wrapper(without_audit):
        answers = [browser.get(url) for url in urls]

    said = [answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [503] * 6
    assert [words for words in said if "Mayabel" in words or WORDS in words] == []
    assert ["This cannot be shown just now" in words for words in said] == [True] * 6
    assert ["Call 911" in words for words in said] == [True] * 6
    assert "audit: review.read not written down, DatabaseError" in caplog.text
    assert "disk is full" not in caplog.text


@time_machine.travel(NOW, tick=False)
def test_a_script_gets_no_page_for_it(browser, pages):
    ana, urls = pages
    browser.force_login(ana.user)

    with connection.execute_wrapper(without_audit):
        answer = browser.get(urls[0], headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()) == (503, {})
