"""A counselor invites, gives, reads and answers; a client writes and decides what to share."""

from practice.models import Delivery
from tests.journeys.steps import (
    ALSO_PRIVATE,
    PRIVATE,
    SHARED,
    ana_gives,
    ana_invites,
    ana_reads,
    maya_has_sent,
    maya_is_in,
    part_of,
    she_accepts,
    she_begins,
    she_sends,
    she_writes,
)
from tests.tables import READS, changed, checksums

NOTHING = "Nothing shared here"


def test_a_letter_is_sent_once_and_only_going_on_is_written_down(house, mailoutbox):
    link = ana_invites(house, mailoutbox)
    scanner, before = house.visitor(), checksums(READS)

    scanner.opens(link)

    assert changed(before, checksums(READS)) == []
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"]
    assert [letter.to for letter in mailoutbox] == [["maya@example.org"]]
    assert "Ana Ruiz at Harbour Street Practice has made a place for you." in scanner.page.text


def test_she_reads_agrees_and_is_in(house, mailoutbox):
    link = ana_invites(house, mailoutbox)

    her = she_accepts(house, link)

    assert her.page.url == "/my/"
    assert "You are in. Welcome." in her.page.text
    assert "Good morning, Maya" in her.page.text
    assert "Nothing is asked of you yet." in her.page.text


def test_the_reason_is_what_she_reads_first(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana = ana_gives(house)

    her.opens("/my/")

    assert "Maya has it now. Good to have by Tuesday 17 March." in ana.page.text
    assert "You told me about the short call on Tuesday. Ana Ruiz" in her.page.text
    assert "About 12 minutes · 7 parts · you choose what is shared" in her.page.text


def test_she_answers_each_part_and_looks_it_over(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana_gives(house)
    she_begins(her)

    she_writes(her)

    shown = {key: key in her.page.text for key in (SHARED, PRIVATE, ALSO_PRIVATE)}
    assert shown == dict.fromkeys(shown, True)
    (form,) = [form for form in her.page.forms if form.action.endswith("/submit/")]
    switches = {c.name: c.is_on for c in form.controls if c.name.startswith("share:")}
    assert switches == {
        "share:frame.before": True,
        "share:small_changes": True,
        "share:first_noticed": True,
        "share:miss_most": False,
        "share:still_here": True,
        "share:feelings_today": True,
        "share:missing_size": True,
        "share:makes_sense": False,
        "share:frame.after": True,
        "share:frame.helpful": True,
        "share:frame.bring": True,
    }


def test_nothing_shows_before_she_sends(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana = ana_gives(house)
    she_begins(her)
    she_writes(her)

    ana.opens("/today/")
    today = ana.page.text
    ana.opens("/caseload/")
    ana.follows("Maya")

    assert "0 sheets to read." in today
    assert "Naming what I miss opened good to have by Tuesday 17 March" in ana.page.text
    assert [word for word in (SHARED, "started", "of 7") if word in ana.page.text] == []


def test_the_receipt_names_the_day_and_what_it_is_not(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)

    assert her.page.url.endswith("/done/")
    assert "Sent today, 11:00 am. What you shared can be read by Ana." in her.page.text
    assert "Ana plans to read it by Thursday 12 March." in her.page.text
    assert "it is not for emergencies" in her.page.text


def test_ana_reads_what_is_shared_and_of_the_rest_nothing(house, mailoutbox):
    maya_has_sent(house, mailoutbox)

    ana = ana_reads(house)

    assert "Maya" in ana.page.text
    assert SHARED in part_of(ana.page, "What is still here between you, even if it is small?")
    for kept in ("What do you miss the most?", "It makes sense that I miss this, because…"):
        assert NOTHING in part_of(ana.page, kept)
    assert [word for word in (PRIVATE, ALSO_PRIVATE) if word in ana.page.html] == []
    assert "Heaviness 6 before, 5 after · Helpful" in ana.page.text
    assert "She would like to bring: the picture" in ana.page.text


def test_she_may_move_every_switch(house, mailoutbox):
    her = maya_is_in(house, mailoutbox)
    ana_gives(house)
    she_begins(her)
    she_writes(her)

    she_sends(her, miss_most=True, still_here=False)

    ana = ana_reads(house)
    assert PRIVATE in ana.page.text
    assert SHARED not in ana.page.html
    assert NOTHING in part_of(ana.page, "What is still here between you, even if it is small?")


def test_sent_back_answered_again_and_seen_by_both(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)
    ana = ana_reads(house)
    comment = "A picture each year is a custom of its own. Tell me one more?"
    ana.presses("Ask Maya to look again", {"c-still_here": comment, "reopened": ["still_here"]})

    her.opens("/my/")
    assert "Ana wrote back and asks you to look again" in her.page.text
    her.follows("Look again")
    her.presses("Begin")
    assert "What you wrote before is still here." in her.page.text
    her.presses("Look it over", {"still_here:": "She also kept my old scarf."})
    she_sends(her)

    ana = ana_reads(house)
    again = part_of(ana.page, "What is still here between you, even if it is small?")
    assert again.strip().startswith("She also kept my old scarf.")
    assert SHARED in ana.page.text
    assert comment in ana.page.text
    ana.presses("Thank Maya")
    assert "Maya can read it now." in ana.page.text
    her.opens("/my/")
    her.follows("Naming what I miss")
    assert "Read it. Thank you. We will talk on Thursday 19 March." in her.page.text
    assert comment in her.page.text
    assert "She also kept my old scarf." in her.page.text


def test_both_see_where_things_stand(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)
    ana = ana_reads(house)
    ana.presses("Thank Maya", {"c-still_here": "Let us stay with the snow."})

    ana.opens("/caseload/")
    ana.follows("Maya")
    her.opens("/my/")

    assert "What was done 1 of 1 with a day" in ana.page.text
    assert "Naming what I miss Ana wrote back" in her.page.text


def test_her_reply_reaches_ana(house, mailoutbox):
    her = maya_has_sent(house, mailoutbox)
    ana = ana_reads(house)
    ana.presses("Thank Maya", {"c-still_here": "Let us stay with the snow."})
    her.opens("/my/")
    her.follows("Naming what I miss")

    her.presses("Send reply", {"body": "I had not seen it like that."})

    ana.opens("/caseload/")
    ana.follows("Maya")
    ana.follows("Naming what I miss")
    assert "I had not seen it like that. Maya" in ana.page.text
