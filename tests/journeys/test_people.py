"""Who may see whom, and since when: mailboxes, ways back, supervisors, those who leave."""

from datetime import timedelta

from clients.models import Client
from practice import deliveries
from practice.models import User
from tests.factories import NOW, make_counselor, make_owner, make_practice
from tests.journeys.conftest import PASSWORD
from tests.journeys.steps import (
    PRIVATE,
    SHARED,
    ana_gives,
    ana_invites,
    ana_reads,
    maya_has_sent,
    maya_is_in,
    newest_link,
    she_accepts,
)


def test_two_people_share_a_mailbox(house, mailoutbox):
    maya_is_in(house, mailoutbox)
    link = ana_invites(house, mailoutbox, "Rosa", email="maya@example.org")
    rosa = house.visitor()
    rosa.opens(link)
    rosa.presses("Go on")
    filled = {"is_adult": True, "agree_1": True, "agree_3": True, "password": PASSWORD}
    rosa.presses("Yes, let me in", filled)
    assert "There is an account with this address already." in rosa.page.text

    name = {"sign_in_by": "name", "sign_in_name": "rosa.h"}
    rosa.presses("Yes, let me in", filled | name)

    assert "Good morning, Rosa" in rosa.page.text
    again = house.visitor()
    again.signs_in("rosa.h", PASSWORD)
    assert "Good morning, Rosa" in again.page.text
    assert "Good morning, Maya" in house.signed_in("maya").page.text
    assert User.objects.get(sign_in_name="rosa.h").email is None


def test_a_link_works_once_and_for_seven_days(house, mailoutbox):
    link = ana_invites(house, mailoutbox)
    she_accepts(house, link)
    late = ana_invites(house, mailoutbox, "Rosa", email="rosa@example.org")

    again = house.visitor()
    again.opens(link, status=410)
    house.later(days=7, minutes=1)
    rosa = house.visitor()
    rosa.opens(late, status=410)

    assert "This link has done its work" in again.page.text
    assert "This link has run out" in rosa.page.text
    assert "Please ask Ana Ruiz at Harbour Street Practice for a new one." in rosa.page.text


def test_a_new_letter_ends_the_old_one(house, mailoutbox):
    old = ana_invites(house, mailoutbox)
    ana = house.signed_in("ana")
    ana.opens(f"/caseload/{Client.objects.get().pk}/edit/")
    ana.presses("Send a new letter")
    new = newest_link(mailoutbox)

    she = house.visitor()
    she.opens(old, status=410)

    assert new != old
    assert "Good morning, Maya" in she_accepts(house, new).page.text


def test_a_way_back_leads_to_the_same_words(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)
    ana = house.signed_in("ana")
    ana.opens(f"/caseload/{Client.objects.get().pk}/way-back/")
    mailoutbox.clear()
    ana.presses("Plan the letter", {"email": "maya.new@example.org", "is_sure": True})
    assert [letter.to for letter in mailoutbox] == [["maya@example.org"]]
    house.later(hours=24)
    with house.committing():
        deliveries.dispatch(now=NOW + timedelta(hours=24))

    new = she_accepts(house, newest_link(mailoutbox))

    assert mailoutbox[1].to == ["maya.new@example.org"]
    new.follows("Naming what I miss")
    assert PRIVATE in new.page.text
    her.opens("/my/")
    assert her.page.url.startswith("/account/login/")
    her.presses("Sign in", {"login": "maya@example.org", "password": PASSWORD})
    assert "That name and password do not go together." in her.page.text


def test_signing_in_stops_a_way_back(house, mailoutbox):
    maya_is_in(house, mailoutbox)
    ana = house.signed_in("ana")
    ana.opens(f"/caseload/{Client.objects.get().pk}/way-back/")
    ana.presses("Plan the letter", {"email": "thief@example.org", "is_sure": True})
    house.later(hours=1)
    house.signed_in("maya")
    mailoutbox.clear()

    house.later(hours=24)
    deliveries.dispatch(now=NOW + timedelta(hours=25))

    assert mailoutbox == []


def test_a_supervisor_reads_and_does_not_write(house, mailoutbox):
    maya_has_sent(house, mailoutbox)
    ana = house.signed_in("ana")
    ana.opens(f"/caseload/{Client.objects.get().pk}/team/")
    sofia_id = str(house.staff["sofia"].pk)
    ana.presses("Add to the team", {"member": sofia_id, "role": "supervisor"})

    sofia = house.signed_in("sofia")
    sofia.opens("/caseload/")
    sofia.follows("Maya")
    sofia.follows("Naming what I miss")

    assert SHARED in sofia.page.text
    assert PRIVATE not in sofia.page.html
    assert "You read here, but do not write to her." in sofia.page.text
    assert not sofia.offers("Thank Maya")
    sofia.opens(f"/caseload/{Client.objects.get().pk}/assign/", status=403)


def test_who_hands_over_loses_access_at_the_hour(house, mailoutbox):
    maya_has_sent(house, mailoutbox)
    client_page = f"/caseload/{Client.objects.get().pk}/"
    ana = house.signed_in("ana")
    ana.opens(client_page + "team/")
    ben_id = str(house.staff["ben"].pk)
    day = f"{NOW + timedelta(days=1):%Y-%m-%d}"
    ana.presses("Hand over", {"hand-member": ben_id, "hand-from_on": day})
    ben = house.signed_in("ben")
    ben.opens(client_page, status=404)
    ana.opens(client_page)

    # Midnight in New York is four in the morning in UTC.
    house.later(hours=12, minutes=59)
    house.signed_in("ana").opens(client_page)
    house.signed_in("ben").opens(client_page, status=404)
    house.later(minutes=1)

    house.signed_in("ana").opens(client_page, status=404)
    ben = house.signed_in("ben")
    ben.opens("/today/")
    ben.follows("Next: ")
    assert SHARED in ben.page.text


def test_who_leaves_the_practice_sees_nothing_from_that_moment(house, mailoutbox):
    maya_has_sent(house, mailoutbox)
    client_page = f"/caseload/{Client.objects.get().pk}/"
    ana = house.signed_in("ana")
    ana.opens(client_page + "team/")
    ana.presses("Add to the team", {"member": str(house.staff["ben"].pk), "role": "second"})
    ben = house.signed_in("ben")
    ben.opens(client_page)

    olga = house.signed_in("olga")
    olga.opens(f"/practice/people/{house.staff['ben'].pk}/")
    olga.presses("End", to="/end/")

    ben.opens(client_page)
    assert ben.page.url.startswith("/account/login/")


def test_a_stranger_of_another_practice_finds_nobody(house, mailoutbox):
    maya_has_sent(house, mailoutbox)
    other = make_practice(name="Hill Road Practice")
    first = house.practice
    house.practice = other
    house.hires("Eva Stein", make_counselor)
    house.hires("Otto Falk", make_owner)
    house.practice = first

    eva = house.signed_in("eva")
    eva.opens("/caseload/")

    assert "Maya" not in eva.page.html
    eva.opens(f"/caseload/{Client.objects.get().pk}/", status=404)
    otto = house.signed_in("otto")
    otto.opens("/practice/people/")
    assert "Ana Ruiz" not in otto.page.html


def test_closing_her_account_signs_her_out_and_keeps_what_was_shared(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)
    ana_gives(house, "Tender dates")
    her.opens("/my/agreements/")

    her.presses("Take it back", {"yes": True}, to="/1/take-back/")

    assert "Your account here is closed." in her.page.text
    her.opens("/my/")
    assert her.page.url.startswith("/account/login/")
    her.presses("Sign in", {"login": "maya@example.org", "password": PASSWORD})
    assert not her.page.url.startswith("/my/")
    assert SHARED in ana_reads(house).page.text
