"""What a client opens about herself, and what nobody else does."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import caring, consenting, dates
from clients.actions.dates import Day
from clients.models import Client, Consent, ConsentText, Layer, TenderDate
from tests.clients.people import SLOTS, come_in, invite
from tests.factories import NOW, actor_for, link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
BAD = ["\x00", "\u202eabc\u202c", "🙂" * 20, "x" * 10_000, "<b>&\"'"]


@pytest.fixture
def rosa(people) -> Client:
    come_in(invite(people.ana), NOW - DAY)
    return Client.objects.get(membership__user__email="rosa@example.org")


@pytest.fixture
def as_rosa(browser, rosa):
    browser.force_login(rosa.membership.user)
    return browser


def url(name: str, *args) -> str:
    return reverse(f"clients:{name}", args=args)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def text_of(people, layer: int) -> ConsentText:
    return ConsentText.objects.current(people.practice).get(layer=layer)


@pytest.mark.parametrize("name", ["my_agreements", "my_dates", "my_settings"])
@pytest.mark.parametrize("who", ["ana", "sofia", "olga", "eva"])
def test_her_pages_are_not_for_staff(browser, people, who, name):
    browser.force_login(getattr(people, who).user)

    assert browser.get(url(name)).status_code == 403


@pytest.mark.parametrize("name", ["my_agreements", "my_dates", "my_settings"])
def test_her_pages_open_for_her(as_rosa, name):
    response = as_rosa.get(url(name))

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("name", ["my_agreements", "my_dates", "my_settings"])
def test_her_pages_ask_to_sign_in(browser, name):
    response = browser.get(url(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_agreements_show_every_word_and_what_she_said(as_rosa, people):
    html = as_rosa.get(url("my_agreements")).content.decode()

    for text in ConsentText.objects.current(people.practice):
        assert text.title in html
    assert html.count("You said yes (yesterday).") == 2
    assert SLOTS["fees"] in html
    assert "checked" not in html


def test_every_version_she_agreed_to_can_be_kept(as_rosa, people):
    old = text_of(people, Layer.TERMS)
    by = actor_for(people.olga)
    consenting.save_slots(by=by, slots=SLOTS | {"fees": "Ten a month."})
    new = consenting.publish_consent_text(
        by=by, layer=1, meaning_changed=True, changes="It costs ten a month now."
    )

    pages = [as_rosa.get(url("download_agreement", text.pk)) for text in (old, new)]

    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0]["Content-Type"] == "text/plain; charset=utf-8"
    assert "version 1" in pages[0].content.decode()
    assert "Ten a month." in pages[1].content.decode()


def test_a_version_that_was_never_hers_is_not_there(as_rosa, people):
    theirs = ConsentText.objects.current(people.eva.practice).first()
    by = actor_for(people.olga)
    for fees in ("Ten a month.", "Twelve a month."):
        consenting.save_slots(by=by, slots=SLOTS | {"fees": fees})
        consenting.publish_consent_text(by=by, layer=1, meaning_changed=True, changes=fees)
    between = ConsentText.objects.get(practice=people.practice, layer=1, number=2)

    assert as_rosa.get(url("download_agreement", theirs.pk)).status_code == 404
    assert as_rosa.get(url("download_agreement", between.pk)).status_code == 404
    assert as_rosa.post(url("give_consent", theirs.pk), {"yes": "on"}).status_code == 404


def test_new_words_are_asked_on_the_page(as_rosa, people, rosa):
    by = actor_for(people.olga)
    consenting.save_slots(by=by, slots=SLOTS | {"fees": "Ten a month."})
    text = consenting.publish_consent_text(
        by=by, layer=1, meaning_changed=True, changes="It costs ten a month now."
    )

    asked = as_rosa.get(url("my_agreements")).content.decode()
    as_rosa.post(url("give_consent", text.pk), {"yes": "on"})

    assert "It costs ten a month now." in asked
    assert consenting.missing_layers(rosa) == []


def test_before_she_marks_a_day_she_reads_what_can_be_noticed(as_rosa):
    page = as_rosa.get(url("my_dates")).content.decode()

    assert "Your counselor may notice which days have no reminders, never why." in page


def test_only_who_said_yes_to_older_words_reads_that_they_changed(as_rosa, people):
    as_rosa.post(url("withdraw_consent", 3), {"yes": "on"})
    by = actor_for(people.olga)
    consenting.save_slots(by=by, slots=dict.fromkeys(SLOTS, "Other words."))
    for layer in (1, 3):
        consenting.publish_consent_text(
            by=by, layer=layer, meaning_changed=True, changes=f"Different now: {layer}."
        )

    asked = as_rosa.get(url("my_agreements")).content.decode()

    assert ("Different now: 1." in asked, "Different now: 3." in asked) == (True, False)
    assert "Please read this" in asked


def test_taking_back_takes_as_many_presses_as_giving(as_rosa, people, rosa):
    unticked = as_rosa.post(url("withdraw_consent", 3), follow=True)
    as_rosa.post(url("withdraw_consent", 3), {"yes": "on"})
    taken_back = Consent.objects.latest_word(rosa, 3).given
    with time_machine.travel(NOW + DAY, tick=False):
        next_day = Browser()
        next_day.force_login(rosa.membership.user)
        next_day.post(url("give_consent", text_of(people, 3).pk), {"yes": "on"})

    assert messages(unticked) == ["Nothing changed. To take it back, tick the box first."]
    assert (taken_back, Consent.objects.latest_word(rosa, 3).given) == (False, True)


def test_saying_no_to_the_terms_closes_and_says_goodbye(as_rosa, rosa):
    response = as_rosa.post(url("withdraw_consent", 1), {"yes": "on"}, follow=True)

    assert messages(response) == ["Your account here is closed. Your sessions can go on as before."]
    assert "_auth_user_id" not in as_rosa.session
    again = Client.objects.select_related("membership").get(pk=rosa.pk)
    assert again.membership.ended_at == NOW


@pytest.mark.parametrize("layer", [2, 7, 10**30])
def test_there_may_be_nothing_to_take_back(as_rosa, layer):
    response = as_rosa.post(url("withdraw_consent", layer), {"yes": "on"}, follow=True)

    assert messages(response) == ["There was nothing to take back."]


def a_day(**changes) -> dict[str, str]:
    return {"on_date": "2026-04-02", "words": "His birthday", "quiet": "pause"} | changes


def test_a_day_is_marked_for_her_alone(as_rosa, people, rosa):
    response = as_rosa.post(url("my_dates"), a_day(is_yearly="on"), follow=True)

    marked = TenderDate.objects.get(client=rosa)
    assert (marked.words, marked.is_private, marked.is_yearly) == ("His birthday", True, True)
    assert "Thursday 2 April" in response.content.decode()
    assert "stays with you" in response.content.decode()


def test_a_day_is_changed_shared_and_taken_off(as_rosa, rosa):
    as_rosa.post(url("my_dates"), a_day())
    marked = TenderDate.objects.get(client=rosa)
    form = as_rosa.get(url("change_date", marked.pk)).context["form"]
    as_rosa.post(url("change_date", marked.pk), a_day(words="", quiet="keep", is_shared="on"))
    changed = TenderDate.objects.get(pk=marked.pk)
    as_rosa.post(url("remove_date", marked.pk))

    assert form["words"].value() == "His birthday"
    assert (changed.words, changed.quiet, changed.is_private) == ("", "keep", False)
    assert as_rosa.get(url("change_date", marked.pk)).status_code == 404


def test_a_day_of_somebody_else_is_not_there(as_rosa, people):
    marked = dates.mark_date(
        by=actor_for(people.maya), client=people.maya, day=Day(date(2026, 4, 2), is_private=False)
    )

    assert as_rosa.get(url("change_date", marked.pk)).status_code == 404
    assert as_rosa.post(url("remove_date", marked.pk)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on_date": ""}, "on_date"),
        ({"on_date": "soon"}, "on_date"),
        ({"on_date": "\x00"}, "on_date"),
        ({"on_date": "0001-01-01"}, "on_date"),
        ({"on_date": "9999-12-31"}, "on_date"),
        ({"on_date": "2026-03-01"}, "on_date"),
        ({"words": "x" * 10_000}, "words"),
        ({"words": "a\x00"}, "words"),
        ({"quiet": "shout"}, "quiet"),
    ],
)
def test_a_day_that_does_not_fit_is_said_and_kept_on_the_page(as_rosa, rosa, changes, field):
    response = as_rosa.post(url("my_dates"), a_day(**changes))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["words"].value() == changes.get("words", "His birthday")
    assert TenderDate.objects.filter(client=rosa).count() == 0


@pytest.mark.parametrize("text", BAD[1:3])
def test_words_of_any_script_are_kept_as_they_are(as_rosa, rosa, text):
    as_rosa.post(url("my_dates"), a_day(words=text))

    assert TenderDate.objects.get(client=rosa).words == text


def test_mothers_day_is_offered_until_it_is_marked(as_rosa):
    before = as_rosa.get(url("my_dates"))
    as_rosa.post(url("my_dates"), a_day(on_date="2026-05-10"))
    after = as_rosa.get(url("my_dates"))

    assert (before.context["offer"], after.context["offer"]) == (date(2026, 5, 10), None)
    assert "Sunday 10 May" in before.content.decode()


def test_after_discharge_she_reads_and_marks_nothing(as_rosa, people, rosa):
    caring.discharge(by=actor_for(people.ana), client=rosa)

    assert as_rosa.get(url("my_dates")).context["may_write"] is False
    assert as_rosa.post(url("my_dates"), a_day()).status_code == 403
    assert as_rosa.get(url("my_agreements")).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_her_days_cost_the_same_for_one_and_for_thirty(
    as_rosa, rosa, django_assert_num_queries, count
):
    for number in range(count):
        dates.mark_date(
            by=actor_for(rosa), client=rosa, day=Day(date(2026, 4, 1) + number * DAY, "A day")
        )
    as_rosa.get(url("my_dates"))

    with django_assert_num_queries(6):
        page = as_rosa.get(url("my_dates"))

    assert len(page.context["rows"]) == count


def test_settings_are_hers(as_rosa, rosa):
    as_rosa.post(
        url("my_settings"), {"time_zone": "Europe/Lisbon", "country": "PT", "hides_opened": "on"}
    )

    again = Client.objects.get(pk=rosa.pk)
    assert (again.time_zone, again.country, again.hides_opened) == ("Europe/Lisbon", "PT", True)


@pytest.mark.parametrize("text", BAD)
def test_settings_that_do_not_fit_are_said(as_rosa, rosa, text):
    response = as_rosa.post(url("my_settings"), {"time_zone": text, "country": text})

    assert sorted(response.context["form"].errors) == ["country", "time_zone"]
    assert Client.objects.get(pk=rosa.pk).time_zone == "America/New_York"


def test_settings_say_who_sees_what_she_shares(as_rosa, people, rosa):
    link(rosa, people.sofia, role="supervisor")
    link(rosa, people.ben, role="cover", ends_at=NOW + DAY)

    html = as_rosa.get(url("my_settings")).content.decode()

    assert "Ana Ruiz" in html
    assert "advises your counselor, and only reads" in html
    assert "stands in for your counselor, until tomorrow" in " ".join(html.split())
