"""A PDF as its readers meet it: the words, the tags that a screen reader walks, the language."""

import io
from typing import Any

from django.http import HttpResponse
from pypdf import PdfReader

# A space without width, where the typesetter may part a long word.
BREAK = "\u200b"


def words_of(made: bytes) -> str:
    """All words in reading order, on one line."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return " ".join(text.replace(BREAK, "").split())


def tags_of(made: bytes) -> list[str]:
    """The tags in the order in which they are read: H1, P, H2, L, Table, ..."""
    found: list[str] = []
    _walk(PdfReader(io.BytesIO(made)).trailer["/Root"]["/StructTreeRoot"], found)
    return found


def _walk(node: Any, found: list[str]) -> None:
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            _walk(each, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(str(node["/S"]).removeprefix("/"))
        if "/K" in node:
            _walk(node["/K"], found)


def size_of(made: bytes, words: str) -> int:
    """How large these words are set, in points."""
    found: list[float] = []

    def look(text: str, _ctm: Any, _matrix: Any, _font: Any, size: float) -> None:
        if words in text:
            found.append(size)

    for page in PdfReader(io.BytesIO(made)).pages:
        page.extract_text(visitor_text=look)
    return round(found[0])


def told_by(made: bytes) -> dict[str, Any]:
    """What the file says of itself: its title, language, direction, and which standard it keeps."""
    reader = PdfReader(io.BytesIO(made))
    root = reader.trailer["/Root"]
    more = root.get("/Metadata")
    return {
        "title": reader.metadata.title,
        "author": reader.metadata.author,
        "language": root.get("/Lang"),
        "direction": root.get("/ViewerPreferences", {}).get("/Direction", "/L2R"),
        "is_tagged": bool(root.get("/MarkInfo", {}).get("/Marked")) and "/StructTreeRoot" in root,
        "is_for_everybody": b"pdfuaid" in more.get_object().get_data() if more else False,
    }


def read_aloud(answer: HttpResponse) -> bytes:
    """The body of an answer, with the words of a PDF in clear."""
    is_pdf = answer.headers.get("Content-Type") == "application/pdf"
    return words_of(answer.content).encode() if is_pdf else answer.content
