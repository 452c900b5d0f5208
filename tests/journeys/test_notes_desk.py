"""A counselor's way through her notes, without scripts on either side."""

import pytest

from tests.journeys.conftest import House
from tests.journeys.steps import maya_is_in

pytestmark = pytest.mark.django_db


def test_what_is_too_large_for_a_note_is_kept_for_the_session(house: House, mailoutbox):
    # Given: Maya wrote on Tuesday; they meet on Thursday of the week after.
    maya = maya_is_in(house, mailoutbox)
    maya.follows("Notes")
    maya.presses("Write to Ana")
    maya.presses("Send", {"note:": "My sister asked why we do not talk."})
    house.later(minutes=5)

    # When: Ana finds it from Today, keeps it for the session, and answers with a kind limit.
    ana = house.signed_in("ana")
    ana.opens("/today/")
    ana.follows("1 unread note.")
    assert "by Thursday 12 March" in ana.page.text
    ana.follows("Maya")
    ana.presses("Mark as read")
    ana.presses("Keep for the next session")
    ana.presses("Put it in the box", {"start": "session"})
    words = "Thank you for writing, Maya. Let's keep this for Thursday 19 March."
    ana.presses("Send", {"note:": words})

    # Then: her inbox is empty, and the words stand first on Maya's page, until they were said.
    ana.opens("/caseload/notes/")
    assert "Nothing waits" in ana.page.text
    ana.opens("/caseload/")
    ana.follows("Maya")
    assert "My sister asked why we do not talk." in ana.page.text
    ana.presses("We talked about it")
    assert "Nothing is kept for it yet." in ana.page.text

    # Then: Maya reads the answer once the minute is over, and nothing of the point.
    house.later(minutes=2)
    maya.opens("/my/notes/")
    maya.follows("Notes with Ana")
    assert words in maya.page.text
    assert "next session" not in maya.page.text


def test_when_the_care_passes_on_the_notes_go_with_it(house: House, mailoutbox):
    # Given: Ana answered a note of Maya's.
    maya = maya_is_in(house, mailoutbox)
    maya.follows("Notes")
    maya.presses("Write to Ana")
    maya.presses("Send", {"note:": "It snowed here."})
    house.later(minutes=5)
    ana = house.signed_in("ana")
    ana.opens("/caseload/notes/")
    ana.follows("Maya")
    thread = ana.page.url
    ana.presses("Send", {"note:": "How good to hear."})

    # When: she hands the care over to Ben, from now on.
    ana.opens("/caseload/")
    ana.follows("Maya")
    ana.follows("The team")
    ben = house.staff["ben"]
    ana.presses("Hand over", {"hand-member": str(ben.pk), "hand-from_on": "2026-03-10"})

    # Then: Ben reads on, and Ana has no way in any more.
    house.later(minutes=2)
    his = house.signed_in("ben")
    his.opens("/caseload/notes/")
    his.follows("Maya")
    assert "How good to hear." in his.page.text
    ana.opens(thread, status=404)
