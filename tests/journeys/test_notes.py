"""A word between two sessions, without scripts on either side."""

import pytest

from clients.models import Note
from tests.journeys.conftest import House
from tests.journeys.steps import ana_gives, maya_is_in

pytestmark = pytest.mark.django_db


def test_a_note_goes_there_and_an_answer_comes_back(house: House, mailoutbox):
    # Given: Maya has come in.
    maya = maya_is_in(house, mailoutbox)

    # When: she writes, thinks again within the minute, and sends other words.
    maya.follows("Notes")
    maya.presses("Write to Ana")
    maya.presses("Send", {"note:": "She did not ring."})
    assert "Sent. Ana may see this by Thursday 12 March." in maya.page.text
    maya.presses("Undo")
    maya.presses("Send", {"note:": "She did not ring. For Thursday.", "for_session": True})

    # Then: Ana sees nothing for a minute, and then the words that stand.
    ana = house.signed_in("ana")
    ana.opens("/caseload/notes/")
    assert "She did not ring." not in ana.page.text
    house.later(minutes=2)
    ana.opens("/caseload/notes/")
    ana.follows("Maya")
    assert "She did not ring. For Thursday." in ana.page.text

    # When: Ana answers.
    ana.presses("Send", {"note:": "Thank you. Thursday it is."})
    house.later(minutes=2)

    # Then: it is new on Maya's home, until she has read it.
    maya.opens("/my/")
    maya.follows("1 new note for you")
    maya.follows("Notes with Ana")
    assert "Thank you. Thursday it is." in maya.page.text
    maya.presses("Mark as read")
    maya.opens("/my/")
    assert "new note" not in maya.page.text


def test_what_was_said_can_be_taken_back_later(house: House, mailoutbox):
    # Given: Maya wrote about a sheet ten minutes ago, and Ana has read it.
    maya = maya_is_in(house, mailoutbox)
    ana = ana_gives(house)
    maya.opens("/my/")
    maya.follows("Begin")
    maya.presses("Write a note about this")
    maya.presses("Send", {"note:": "I said too much."})
    house.later(minutes=10)
    ana.opens("/caseload/notes/")
    ana.follows("Maya")
    assert "I said too much." in ana.page.text

    # When: she takes it back.
    maya.opens(maya.page.url)
    maya.follows("Take this note back")
    maya.presses("Yes, take it back")

    # Then: its place stays, its words are nowhere.
    ana.opens(ana.page.url)
    assert "Maya took this note back." in ana.page.text
    assert [note.body for note in Note.objects.all()] == [""]
