"""Her page of reminders, and what home asks about them (E-19, E-20, K-04, K-06)."""

from datetime import date, time

import pytest
from django.urls import reverse

from clients.actions import consenting
from clients.models import ConsentText, Contact, TenderDate
from practice import deliveries
from practice.models import ChannelStop, Delivery
from tests.factories import NOW, actor_for, make_assignment, make_version
from tests.worksheets.reminders.people import DAY, give, ledger, mark, planned, prefer
from tests.worksheets.views.mine.reminded import PAGE, inside, last_word, said, switch
from worksheets.reminders import listing

pytestmark = pytest.mark.django_db
HOME = "/my/"
DUE = date(2026, 3, 20)


def test_without_words_there_is_nothing_to_say_yes_to(as_maya):
    assert "Reminders are not set up here yet." in inside(as_maya.get(PAGE))
    assert "Would you like reminders?" not in inside(as_maya.get(HOME))


def test_they_are_off_until_she_says_yes_in_the_words_themselves(as_maya, maya, words):
    give(maya, DUE)

    response = as_maya.get(PAGE)

    assert "They are off." in inside(response)
    assert "At most three come." in inside(response)
    assert "checked" not in response.content.decode().split("<main")[1]
    assert planned(maya) == []


def test_yes_needs_the_tick_and_then_they_are_planned(as_maya, maya, words):
    give(maya, DUE)

    unticked = switch(as_maya, words, "yes")
    untold = last_word(maya)
    ticked = switch(as_maya, words, "yes", yes="on")

    assert (said(unticked), untold) == (["Nothing changed. To say yes, tick the box first."], None)
    assert (said(ticked), last_word(maya)) == (["Reminders are on."], True)
    assert len(planned(maya)) == 3


def test_off_is_one_press(on, maya, words):
    give(maya, DUE)

    response = switch(on, words, "no")

    assert said(response) == ["No reminders will come. You can change this any time."]
    assert (last_word(maya), planned(maya)) == (False, [])


def test_words_that_are_older_than_the_newest_are_not_agreed_to(as_maya, maya, words):
    ConsentText.objects.create(
        practice=maya.practice, layer=4, number=2, title="T", body="B", published_at=NOW
    )

    assert said(switch(as_maya, words, "yes", yes="on")) == [
        "There are newer words. Please read these."
    ]
    assert last_word(maya) is None


@pytest.mark.parametrize("data", [{}, {"word": "yes"}, {"word": "?", "text": "?"}])
def test_a_spoilt_word_changes_nothing(as_maya, maya, words, data):
    response = as_maya.post(reverse("worksheets:switch_reminders"), data)

    assert (response.status_code, last_word(maya)) == (302, None)


def test_home_asks_until_she_says_no_once(as_maya, maya, words):
    asked = inside(as_maya.get(HOME))
    response = switch(as_maya, words, "no", at="home")

    assert "Would you like reminders?" in asked
    assert response.redirect_chain == [(HOME, 302)]
    assert "Would you like reminders?" not in inside(as_maya.get(HOME))
    assert "They are off." in inside(as_maya.get(PAGE))


def test_home_does_not_ask_who_said_yes(on):
    assert "Would you like reminders?" not in inside(on.get(HOME))


def test_days_and_hour_move_the_plan(on, maya):
    give(maya, DUE)

    on.post(PAGE, {"days": ["1", "5"], "at": "18:30"})

    hers = Contact.objects.get(client=maya)
    assert (hers.days, hers.at) == ([1, 5], time(18, 30))
    assert planned(maya) == ["chosen 13 Mar 18:30", "before 16 Mar 18:30", "after 23 Mar 18:30"]


def test_hours_are_on_her_clock_by_the_half_hour(on, maya):
    hours = [str(label) for _value, label in on.get(PAGE).context["form"].fields["at"].choices]
    maya.country = "PT"
    maya.save()
    there = [str(label) for _value, label in on.get(PAGE).context["form"].fields["at"].choices]

    assert (hours[0], hours[-1], len(hours)) == ("8:00\u00a0am", "8:30\u00a0pm", 26)
    assert (there[0], there[-1]) == ("08:00", "20:30")


def test_an_hour_of_her_own_is_offered_too(on, maya):
    prefer(maya, at=time(18, 15))

    form = on.get(PAGE).context["form"]

    assert ("18:15", "6:15\u00a0pm") in form.fields["at"].choices
    assert form["at"].value() == "18:15"


def test_no_day_at_all_is_told_and_her_hour_stays(on):
    response = on.post(PAGE, {"at": "19:30"})

    assert "Please choose one day or more." in inside(response)
    assert '<option value="19:30" selected>' in response.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize("at", ["21:00", "07:30", "x", "", "10:00:00\x00"])
def test_an_hour_that_is_not_offered_is_not_taken(on, at):
    response = on.post(PAGE, {"days": ["1"], "at": at})

    assert (response.status_code, Contact.objects.exists()) == (200, False)


def test_a_pause_and_its_end(on, maya):
    give(maya, DUE)
    url = reverse("worksheets:pause_reminders")

    on.post(url, {"until": "2026-03-21"})
    paused, then = inside(on.get(PAGE)), planned(maya)
    on.post(url, {"go_on": "1"})

    assert "They are paused until Saturday 21 March." in paused
    assert ("They are on." in paused, "none come just now" in paused) == (False, True)
    assert then == ["after 22 Mar 10:00"]
    assert len(planned(maya)) == 3


@pytest.mark.parametrize("until", ["", "2026-03-10", "2026-02-31", "2036-01-01", "x"])
def test_a_day_that_is_not_ahead_is_told_and_kept(on, until):
    response = on.post(reverse("worksheets:pause_reminders"), {"until": until})

    assert 'class="errors"' in response.content.decode()
    assert response.context["pause_form"]["until"].value() == until
    assert not Contact.objects.exists()


def test_the_list_is_the_plan_and_nothing_else(on, maya):
    give(maya, DUE, version=make_version(title="Two photographs"))
    give(maya, DUE, version=make_version(title="A kind line"))

    found = listing.ahead(maya, NOW)
    page = inside(on.get(PAGE))

    rows = Delivery.objects.filter(person=maya.pk)
    assert {message.row.due_at for message in found} == set(rows.values_list("due_at", flat=True))
    assert [sorted(message.titles) for message in found] == [["A kind line", "Two photographs"]] * 3
    assert all(message.is_planned for message in found)
    assert "tomorrow, 10:00\u00a0am".replace("\u00a0", " ") in page


def test_not_this_one_is_final_and_the_others_stay(on, maya):
    give(maya, DUE)
    give(maya, DUE)
    first = listing.ahead(maya, NOW)[0].row
    url = reverse("worksheets:leave_out", args=[first.pk])

    once, again = on.post(url, follow=True), on.post(url, follow=True)
    prefer(maya, at=time(11))

    assert said(once) == ["Left out. The others stay."]
    assert said(again) == ["That one is not planned any more."]
    assert ledger(maya)[:2] == [("chosen", "11 Mar 10:00", "skipped", "Not wanted this time.")] * 2
    assert [line.split()[0] for line in planned(maya)] == ["before", "before", "after", "after"]


def test_what_she_left_out_may_come_after_all(on, maya):
    give(maya, DUE)
    give(maya, DUE)
    before, url = planned(maya), reverse("worksheets:leave_out", args=[Delivery.objects.first().pk])
    on.post(url)
    out = inside(on.get(PAGE))

    again, twice = (on.post(url, {"come": "1"}, follow=True) for _press in range(2))

    assert (out.count("left out"), out.count("Let it come"), out.count("Not this one")) == (1, 1, 2)
    assert said(again) == ["It is in the plan again."]
    assert said(twice) == ["That one can not come any more."]
    assert (planned(maya), "Let it come" in inside(again)) == (before, False)


def test_letting_one_come_says_what_gives_way_to_it(on, maya):
    first = give(maya, DUE)
    row = Delivery.objects.get(subject=first.pk, step="after")
    url = reverse("worksheets:leave_out", args=[row.pk])
    on.post(url, follow=True)
    give(maya, DUE + 2 * DAY)

    again = on.post(url, {"come": "1"}, follow=True)

    assert said(again) == ["It is in the plan again. Another one gave way to it."]


def test_letting_one_come_in_a_pause_says_what_holds_it(on, maya):
    give(maya, DUE)
    url = reverse("worksheets:leave_out", args=[Delivery.objects.get(step="chosen").pk])
    on.post(url, follow=True)
    prefer(maya, paused_until=DUE)

    again = on.post(url, {"come": "1"}, follow=True)

    assert said(again) == [
        "You let it come. For now something else holds it back: No message fits before that day."
    ]


def test_what_the_plan_leaves_out_she_can_not_let_come(on, maya):
    for days in (0, 2):
        give(maya, DUE + days * DAY)
    row = Delivery.objects.get(state="skipped")

    response = on.post(reverse("worksheets:leave_out", args=[row.pk]), {"come": "1"}, follow=True)

    assert said(response) == ["That one can not come any more."]
    assert "Let it come" not in inside(response)


def test_what_went_out_and_what_did_not_is_told_in_words(on, maya):
    give(maya, None)
    at = Delivery.objects.get().due_at
    row = {"claim": "00000000-0000-0000-0000-000000000007", "claimed_at": at}
    past = {"due_at": NOW - DAY, "settled_at": NOW, "local_on": (NOW - DAY).date()}
    Delivery.objects.update(state="sent", **row, **past)
    give(maya, DUE)
    Delivery.objects.filter(step="chosen", state="planned").update(
        state="expired", reason="It would have come too late.", **past
    )
    Delivery.objects.filter(step="before").update(
        **past | {"settled_at": NOW - 2 * DAY, "state": "skipped", "reason": "Not needed any more."}
    )

    told = [(row.state, row.reason) for row in listing.behind(maya, NOW)]

    assert sorted(told) == [("expired", "It would have come too late."), ("sent", "")]
    assert "It would have come too late." in inside(on.get(PAGE))


def test_her_lock_screen_is_shown_before_she_says_yes(as_maya, words, maya):
    maya.practice.app_name = "Harbour"
    maya.practice.save()

    page = inside(as_maya.get(PAGE))

    shown = "Harbour You have something waiting You have something waiting. When it suits you"
    assert shown in page.split("What your lock screen would show ")[1]


def test_an_address_that_does_not_work_is_told(on, maya):
    ChannelStop.objects.create(person=maya.pk, kind="bounced", at=NOW)

    assert "Mail to this address came back." in inside(on.get(PAGE))


def test_after_her_care_nothing_is_asked(on, maya, ana):
    maya.discharged_at, maya.discharged_by = NOW, ana.user
    maya.save()

    assert "No reminders come." in inside(on.get(PAGE))
    assert on.post(PAGE, {"days": ["1"], "at": "10:00"}).status_code == 403


def test_another_womans_message_is_not_there(on, maya, ana):
    Delivery.objects.all().delete()
    other = deliveries.plan(
        practice=maya.practice,
        purpose="reminder",
        subject=make_assignment(maya).pk,
        person=ana.pk,
        due_at=NOW + DAY,
        zone="UTC",
    )

    assert on.post(reverse("worksheets:leave_out", args=[other.pk])).status_code == 404


def asks(maya, on_date: date = date(2026, 3, 20)) -> TenderDate:
    """A hard day for which she wants to be asked."""
    return mark(maya, on_date, quiet="ask")


def answer(browser, marked: TenderDate, keeps: str):
    url = reverse("worksheets:answer_date", args=[marked.pk])
    return browser.post(url, {"keeps": keeps}, follow=True)


def test_home_asks_about_a_day_that_a_reminder_would_meet(on, maya):
    marked = asks(maya)
    give(maya, DUE)

    asked = inside(on.get(HOME))
    before = planned(maya)
    answer(on, marked, "yes")

    assert "Friday 20 March may be a hard day" in asked
    assert "before 18 Mar 10:00" in before
    assert "before 19 Mar 10:00" in planned(maya)
    assert "may be a hard day" not in inside(on.get(HOME))


def test_not_this_time_is_remembered_too(on, maya):
    marked = asks(maya)
    give(maya, DUE)
    before = planned(maya)

    answer(on, marked, "no")

    assert planned(maya) == before
    assert "may be a hard day" not in inside(on.get(HOME))


@pytest.mark.parametrize(
    ("on_date", "due_on"),
    [(date(2026, 3, 27), date(2026, 3, 28)), (date(2026, 3, 17), date(2026, 3, 23))],
    ids=["more than two weeks ahead", "no reminder near it"],
)
def test_home_does_not_ask_about_other_days(on, maya, on_date, due_on):
    asks(maya, on_date)
    give(maya, due_on)

    assert "may be a hard day" not in inside(on.get(HOME))


def test_a_day_that_does_not_ask_is_not_answered(on, maya):
    marked = mark(maya, DUE, quiet="pause")

    assert said(answer(on, marked, "yes")) == ["There is nothing to decide about that day now."]


def test_the_page_of_agreements_tells_of_them_too(on, maya, words):
    page = inside(on.get(reverse("clients:my_agreements")))
    on.post(reverse("clients:withdraw_consent", args=[4]), {"yes": "on"})

    assert "If you take this back, no reminders come." in page
    assert last_word(maya) is False
    assert consenting.missing_layers(maya) == []
    assert actor_for(maya).membership.ended_at is None
