"""Comments that were posted after the session ended, back on the review page (rulings 43)."""

from typing import Any

from django.http import QueryDict

from worksheets.models import Comment

WHOLE = "c-whole"


def put_back(page: dict[str, Any], waited: QueryDict) -> None:
    """Her words stand in their boxes; beside one what was kept elsewhere meanwhile.

    Where the review was sent in between they are shown to be copied.
    """
    boxes = [(part, f"c-{part.key}") for part in page["parts"]]
    if not page["may_review"]:
        titled = [*((part.prompt.text, name) for part, name in boxes), ("", WHOLE)]
        page["left_over"] = [(title, text) for title, name in titled if (text := waited.get(name))]
        return
    for part, name in boxes:
        part.typed, part.told = waited.get(name), _told(part.draft, waited, name)
    page["whole_typed"] = waited.get(WHOLE)
    page["whole_told"] = _told(page["whole_draft"], waited, WHOLE)
    page["reopened"] = waited.getlist("reopened")


def _told(draft: Comment | None, waited: QueryDict, name: str) -> dict[str, Any]:
    """The draft that was kept on another page since, where it says something else."""
    typed, based_on = waited.get(name), waited.get(f"r-{name}")
    if draft is None or typed is None or typed == draft.body or based_on == str(draft.revision):
        return {}
    return {"other": draft.body, "revision": draft.revision}
