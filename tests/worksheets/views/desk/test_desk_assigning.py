"""Giving a sheet from her page: what is shown, what is asked, what happens."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest

from clients.models import Flag
from tests.factories import NOW, SMALL_SHEET, make_assignment, make_version
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets.models import Assignment

pytestmark = pytest.mark.django_db

KEY = UUID(int=7)
GATED = SMALL_SHEET | {"gates": [{"kind": "stable_now", "text": "She is steady enough."}]}


@pytest.fixture
def version():
    return make_version()


def posted(**wanted) -> dict:
    """The form as a browser sends it."""
    return {"reason": "After the call.", "due_on": "2026-03-12", "request_key": KEY} | wanted


def words(response) -> str:
    """The text of the page without its tags, one space between."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def test_from_her_page_it_takes_four_clicks(ana, maya, version):
    # 1: give a sheet. 2: choose one. 3: the reason's box. 4: give it.
    page = ana.get(url("client", maya)).content.decode()
    assert f'href="{url("pick_sheet", maya)}"' in page

    page = ana.get(url("pick_sheet", maya)).content.decode()
    assert f'href="{url("assign", maya, version.worksheet)}"' in page

    response = ana.post(url("assign", maya, version.worksheet), posted(), follow=True)

    assert response.redirect_chain == [(url("client", maya), 302)]
    assert "Maya has it now. Good to have by Thursday 12 March." in words(response)
    given = Assignment.objects.get()
    assert (given.version, given.reason, given.due_on) == (
        version,
        "After the call.",
        date(2026, 3, 12),
    )


def test_pressed_twice_it_is_given_once(ana, maya, version):
    for _ in range(2):
        response = ana.post(url("assign", maya, version.worksheet), posted())
        assert (response.status_code, response["Location"]) == (302, url("client", maya))

    assert Assignment.objects.count() == 1


def test_an_empty_reason_needs_a_second_press(ana, maya, version):
    first = ana.post(url("assign", maya, version.worksheet), posted(reason=" "))

    assert Assignment.objects.count() == 0
    assert words(first).count("A line from you helps her begin.") == 1
    assert focused(first) == ["id_reason"]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', first.content.decode()))
    assert (hidden["without_reason"], hidden["request_key"]) == ("on", str(KEY))

    ana.post(url("assign", maya, version.worksheet), posted(reason="", without_reason="on"))

    assert Assignment.objects.get().reason == ""


def test_a_line_is_recommended_and_asked_for_without_a_scolding(ana, maya, version):
    address = url("assign", maya, version.worksheet)

    page = words(ana.get(address))
    answer = ana.post(address, posted(reason=" ")).content.decode()
    asked = answer.split("data-ask-first>")[1].split("</form>")[0]

    assert "why this sheet, why now (recommended)" in page
    assert "A line from you" not in page
    frames = ['class="notice problem', 'role="alert"', "aria-invalid", 'class="errors"']
    assert [frame for frame in frames if frame in asked] == []
    assert 'aria-describedby="reason-asked id_reason_helptext"' in asked
    assert 'id="reason-asked"' in asked


def test_a_gate_is_shown_and_asks_for_its_tick(ana, maya):
    version = make_version(GATED)
    address = url("assign", maya, version.worksheet)

    assert "She is steady enough." in words(ana.get(address))
    refused = ana.post(address, posted())
    assert "Please tick each line, or choose another sheet." in words(refused)
    assert "After the call." in words(refused)
    assert Assignment.objects.count() == 0

    ana.post(address, posted(confirmed=["stable_now"]))

    given = Assignment.objects.get()
    assert [check.gate for check in given.gate_checks.all()] == ["stable_now"]
    assert "She is steady enough. Ana Ruiz" in words(ana.get(of_sheet("assignment", given)))


def test_what_does_not_fit_says_why_and_offers_another_way(ana, people, maya):
    Flag.objects.create(client=maya, kind="heavy_off", set_at=NOW, set_by=people.ana.user)
    heavy = make_version(weight="heavy")
    address = url("assign", maya, heavy.worksheet)

    page = ana.get(address)

    assert "Heavy sheets are switched off for her." in words(page)
    assert b'name="reason"' not in page.content
    assert b"See why not" in ana.get(url("pick_sheet", maya)).content
    ana.post(address, posted())
    assert Assignment.objects.count() == 0


def test_cautions_are_shown_beside_the_form(ana, people, maya, version):
    Flag.objects.create(client=maya, kind="court", set_at=NOW, set_by=people.ana.user)

    page = words(ana.get(url("assign", maya, version.worksheet)))

    assert "Court or police are involved" in page


@pytest.mark.parametrize(("open_sheets", "warns"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_third_open_sheet_warns(ana, maya, version, open_sheets, warns):
    other = make_version()
    for _ in range(open_sheets):
        make_assignment(maya, other)

    page = words(ana.get(url("assign", maya, version.worksheet)))

    assert ("One or two at a time are easier to begin." in page) == warns


def test_giving_what_she_has_warns_and_is_possible(ana, maya, version):
    make_assignment(maya, version)

    assert "She has this sheet now." in words(ana.get(url("assign", maya, version.worksheet)))
    assert "has it now" in words(ana.get(url("pick_sheet", maya)))
    before = ana.post(url("assign", maya, version.worksheet), posted())
    unseen = Assignment.objects.count()
    ana.post(url("assign", maya, version.worksheet), posted(again="1"))

    assert ("She has this sheet now." in words(before), "After the call." in words(before)) == (
        True,
        True,
    )
    assert 'name="again" value="1"' in before.content.decode()
    assert (unseen, Assignment.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("session_at", "offered"), [(None, None), (NOW + timedelta(days=3), "2026-03-12")]
)
def test_the_day_before_her_session_is_offered(ana, maya, version, session_at, offered):
    maya.next_session_at = session_at
    maya.save()

    page = ana.get(url("assign", maya, version.worksheet)).content.decode()

    control = re.search(r'<input type="date"[^>]*>', page).group()
    value = re.search(r'value="([^"]*)"', control)
    assert (value and value.group(1)) == offered


def test_only_shared_parts_are_offered_to_start_as_private(ana, maya, version):
    address = url("assign", maya, version.worksheet)

    page = ana.get(address).content.decode()
    assert re.findall(r'name="kept_private" value="(\w+)"', page) == ["noticed", "size"]

    ana.post(address, posted(kept_private=["noticed", "miss", "forged"]))

    assert Assignment.objects.get().kept_private == ["noticed"]


def test_a_day_gone_by_is_not_taken_and_the_words_stay(ana, maya, version):
    address = url("assign", maya, version.worksheet)

    page = words(ana.post(address, posted(due_on="2026-03-09")))
    far = words(ana.post(address, posted(due_on="9999-12-31")))

    assert "That day has gone by where she lives." in page
    assert "That is more than two years away." in far
    assert "After the call." in page
    assert Assignment.objects.count() == 0


def focused(page) -> list[str]:
    """The controls that ask for the focus."""
    controls = re.findall(r"<(?:input|textarea)[^>]*autofocus[^>]*>", page.content.decode())
    return [re.search(r' id="(\w+)"', one).group(1) for one in controls]


@pytest.mark.parametrize(
    ("wrong", "first"),
    [
        ({"reason": ""}, "id_confirmed_0"),
        ({"reason": "", "due_on": "soon"}, "id_confirmed_0"),
        ({"confirmed": ["stable_now", "talked_through:map"], "due_on": "soon"}, "id_due_on"),
    ],
)
def test_the_focus_goes_to_the_first_line_to_look_at(ana, maya, wrong, first):
    gates = [*GATED["gates"], {"kind": "talked_through", "sheet": "map", "text": "You talked."}]
    version = make_version(GATED | {"gates": gates})
    address = url("assign", maya, version.worksheet)

    assert focused(ana.get(address)) == []
    page = ana.post(address, posted(**wrong))

    assert focused(page) == [first]
    assert f'href="#{first}"' in page.content.decode()


def test_the_parts_that_were_ticked_stay_in_sight(ana, maya, version):
    address = url("assign", maya, version.worksheet)

    pages = [ana.get(address), ana.post(address, posted(reason="", kept_private=["noticed"]))]

    section = r"<details class=\"more\"( open)?><summary>Start some parts"
    assert [re.search(section, page.content.decode()).group(1) for page in pages] == [None, " open"]


def test_her_name_stands_on_the_line_for_her(ana, maya, version):
    page = words(ana.get(url("assign", maya, version.worksheet)))

    assert "A line for Maya: why this sheet, why now (recommended) She reads it first" in page


def test_a_sheet_is_taken_back(ana, given):
    response = ana.post(of_sheet("withdraw", given), follow=True)

    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert "Taken back. What she wrote stays with her." in words(response)

    again = ana.post(of_sheet("withdraw", given), follow=True)

    assert "Nothing changed: the sheet is not open any more." in words(again)


@pytest.mark.parametrize(
    ("due_on", "stored", "said"),
    [
        ("2026-03-20", date(2026, 3, 20), "The day is changed."),
        ("", None, "The day is changed."),
        ("2026-03-01", date(2026, 3, 12), "That day has gone by where she lives."),
        ("9999-12-31", date(2026, 3, 12), "That is more than two years away."),
        ("soon", date(2026, 3, 12), "Please choose a day from the calendar."),
    ],
)
def test_a_day_is_moved(ana, given, due_on, stored, said):
    response = ana.post(of_sheet("reschedule", given), {"due_on": due_on}, follow=True)

    given.refresh_from_db()
    assert given.due_on == stored
    assert said in words(response)


def test_a_sheet_that_a_later_flag_holds_says_talk_first(ana, people, maya):
    heavy = make_assignment(maya, make_version(weight="heavy"))
    Flag.objects.create(client=maya, kind="heavy_off", set_at=NOW, set_by=people.ana.user)

    assert "talk first" in words(ana.get(url("client", maya)))
    page = words(ana.get(of_sheet("assignment", heavy)))
    assert "Talk first: she sees this sheet as waiting for your next talk" in page
    assert "Heavy sheets are switched off for her." in page
