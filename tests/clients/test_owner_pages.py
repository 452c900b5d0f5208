"""The owner fills, reads and publishes the agreements (K-02, K-07, B-08)."""

import pytest
from django.urls import reverse

from clients.models import ConsentText
from tests.clients.people import SLOTS, make_people
from tests.factories import actor_for, make_owner, make_practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/practice/agreements/"


@pytest.fixture
def owner(browser):
    membership = make_owner(make_practice())
    browser.force_login(membership.user)
    return membership


def publish(browser, layer: int, follow: bool = True, **data):
    url = reverse("clients:publish_agreement", args=[layer])
    return browser.post(url, {f"layer-{layer}-{k}": v for k, v in data.items()}, follow=follow)


def published(membership) -> list[tuple[int, int, bool]]:
    texts = ConsentText.objects.filter(practice=membership.practice).order_by("layer", "number")
    return list(texts.values_list("layer", "number", "meaning_changed"))


@pytest.mark.parametrize("who", ["ana", "sofia", "maya"])
def test_agreements_are_for_owners(browser, who):
    people = make_people()
    browser.force_login(actor_for(getattr(people, who)).user)

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, SLOTS).status_code == 403
    assert publish(browser, 1).status_code == 403


def test_filling_looking_and_publishing(browser, owner):
    empty = browser.get(PAGE).content.decode()
    browser.post(PAGE, SLOTS)
    filled = browser.get(PAGE).content.decode()
    for layer in (1, 2, 3):
        publish(browser, layer)

    assert "Still empty:" in empty
    assert "Still empty:" not in filled
    assert SLOTS["emergency_plan"] in filled
    assert published(owner) == [(1, 1, True), (2, 1, True), (3, 1, True)]
    assert "What they need to come in is published." in browser.get(PAGE).content.decode()


def test_an_empty_slot_is_named_and_nothing_published(browser, owner):
    browser.post(PAGE, SLOTS | {"fees": "   "}, follow=True)

    response = publish(browser, 1)

    assert [str(m) for m in response.context["messages"]] == ["Please fill these first: Fees."]
    assert published(owner) == []


def test_a_later_version_asks_whether_the_meaning_changed(browser, owner):
    browser.post(PAGE, SLOTS)
    publish(browser, 1)
    browser.post(PAGE, SLOTS | {"fees": "Ten a month."})

    unsaid = publish(browser, 1, follow=False)
    publish(browser, 1, changes="It costs ten a month now.", meaning_changed="yes")
    browser.post(PAGE, SLOTS | {"fees": "Ten each month."})
    publish(browser, 1, changes="One word.", meaning_changed="no")

    form = next(layer["form"] for layer in unsaid.context["layers"] if layer["form"].is_bound)
    assert sorted(form.errors) == ["changes", "meaning_changed"]
    assert published(owner) == [(1, 1, True), (1, 2, True), (1, 3, False)]


def test_pressing_publish_twice_publishes_once(browser, owner):
    browser.post(PAGE, SLOTS)
    publish(browser, 1)

    publish(browser, 1, changes="Again.", meaning_changed="no")

    assert published(owner) == [(1, 1, True)]


@pytest.mark.parametrize("text", ["x" * 10_000, "\x00"])
def test_words_that_do_not_fit_are_said_and_kept_on_the_page(browser, owner, text):
    response = browser.post(PAGE, SLOTS | {"fees": text})

    form = response.context["form"]
    assert list(form.errors) == ["fees"]
    assert form["complaints"].value() == SLOTS["complaints"]


def test_words_of_hers_are_shown_as_words_and_never_as_markup(browser, owner):
    browser.post(PAGE, SLOTS | {"fees": "<b>Ten</b> [[complaints]]"})

    html = browser.get(PAGE).content.decode()

    assert "<b>Ten</b>" not in html
    assert "&lt;b&gt;Ten&lt;/b&gt; [[complaints]]" in html


@pytest.mark.parametrize("layer", [0, 5, 10**30])
def test_a_layer_that_there_is_not(browser, owner, layer):
    assert publish(browser, layer).status_code == 404
