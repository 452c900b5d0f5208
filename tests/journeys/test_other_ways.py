"""Work that ends otherwise: declined, taken back, passed; and nothing she wrote is lost."""

from tests.factories import NOW
from tests.journeys.steps import (
    PRIVATE,
    ana_gives,
    maya_has_sent,
    maya_is_in,
    she_begins,
    she_writes,
)
from worksheets.models import Answer


def kept_words() -> list[object]:
    """Everything of hers that stands in the database."""
    return list(Answer.objects.order_by("prompt_key").values_list("prompt_key", "revision"))


def test_not_now_with_a_reason_gets_a_kind_word(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana_gives(house)
    her.opens("/my/")
    her.follows("Put it aside")
    her.presses("Put it aside", {"reason": "painful", "words": "Not this week."})

    ana = house.signed_in("ana")
    ana.opens("/today/")
    assert "Not this week." in ana.page.text
    ana.follows("Send a kind word")
    ana.presses("Send to Maya", {"message": "It will wait until you like."})

    assert "Not this week." not in ana.page.text
    her.opens("/my/")
    assert "Nothing is waiting for you." in her.page.text
    her.follows("Naming what I miss")
    assert "It will wait until you like. Ana Ruiz" in her.page.text


def test_not_now_needs_no_reason(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana_gives(house)
    her.opens("/my/")
    her.follows("Put it aside")

    her.presses("Put it aside")

    assert "That is fine. It is put aside, and nothing more is asked." in her.page.text


def test_taken_back_while_she_writes_loses_nothing(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana = ana_gives(house)
    she_begins(her)
    for page in ({}, {}, {}, {"miss_most:": PRIVATE}):
        her.presses("Next", page)
    ana.opens("/caseload/")
    ana.follows("Maya")
    ana.follows("Naming what I miss")
    ana.presses("Yes, take it back")

    her.presses("Next", {"still_here:": "The snow in the picture."}, status=409)

    assert "Your counselor took this one back for now." in her.page.text
    assert "The snow in the picture." in her.page.text
    her.opens("/my/")
    her.follows("Naming what I miss")
    assert PRIVATE in her.page.text


def test_discharge_closes_what_is_open_and_leaves_her_words(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)
    before = kept_words()
    ana = ana_gives(house, "Tender dates")
    ana.opens("/caseload/")
    ana.follows("Maya")
    ana.opens(ana.page.url + "discharge/")
    ana.presses("End her care", {"is_sure": True})

    her.opens("/my/")

    assert "Your time in care here has ended." in her.page.text
    her.follows("Naming what I miss")
    assert PRIVATE in her.page.text
    assert kept_words() == before
    assert not her.offers("Send reply")


def test_taking_back_a_yes_stops_sheets(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana = ana_gives(house)
    house.later(minutes=5)
    her.opens("/my/agreements/")

    her.presses("Take it back", {"yes": True}, to="/3/take-back/")

    assert "Taken back. No new sheets will come." in her.page.text
    her.opens("/my/")
    assert "No sheets come to you." in her.page.text
    ana.opens("/caseload/")
    ana.follows("Maya")
    assert "passed" in ana.page.text
    ana.opens(ana.page.url + "assign/")
    ana.follows("Tender dates")
    assert "She has not said yes to sheets, or took it back." in ana.page.text
    assert not ana.offers("Give it to Maya")


def test_saying_yes_again_lets_sheets_come(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    house.later(minutes=5)
    her.opens("/my/agreements/")
    her.presses("Take it back", {"yes": True}, to="/3/take-back/")
    house.later(minutes=5)
    her.presses("Say yes", {"yes": True})

    ana = ana_gives(house)

    assert "Maya has it now" in ana.page.text


def test_a_moved_day_shows_to_both(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana = ana_gives(house)
    ana.follows("Naming what I miss")

    ana.presses("Change the day", {"due_on": f"{NOW:%Y-%m-}25"})

    her.opens("/my/")
    assert "For you, by Wednesday 25 March, when it suits you" in her.page.text


def test_done_on_paper_counts_and_shares_nothing(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana_gives(house)
    she_begins(her)
    she_writes(her)
    her.opens("/my/")
    her.follows("Go on")
    her.presses("About this sheet")
    her.follows("I did it on paper")

    her.presses("I did it on paper")

    assert "Marked as done on paper today, 11:00 am." in her.page.text
    ana = house.signed_in("ana")
    ana.opens("/today/")
    ana.follows("Next: Maya")
    assert ana.page.text.count("Nothing shared here") == 8


def test_a_silent_fortnight_is_asked_about_kindly(house, mailoutbox):
    maya_is_in(house, mailoutbox)
    ana_gives(house)

    house.later(days=15)

    ana = house.signed_in("ana")
    ana.opens("/today/")
    assert "ask how it is going" in ana.page.text.lower()
