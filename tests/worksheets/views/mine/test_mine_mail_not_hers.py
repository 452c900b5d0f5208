"""Her page of reminders while no mail may go to her address: that leads, and nothing pretends."""

import pytest

from practice.models import ChannelStop
from tests.factories import NOW
from tests.worksheets.views.mine.reminded import PAGE, inside

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("wrong_person", "This address reaches somebody else."),
        ("bounced", "Mail to this address came back."),
    ],
)
def test_what_is_the_matter_leads_and_no_yes_is_asked_for(as_maya, maya, words, kind, said):
    ChannelStop.objects.create(person=maya.pk, kind=kind, at=NOW)

    page = inside(as_maya.get(PAGE))

    address = maya.membership.user.email
    assert f"No mail goes to {address} now" in page
    assert (said in page, "Give another address" in page) == (True, True)
    assert ("They are off." in page, "Turn reminders on" in page) == (False, False)
