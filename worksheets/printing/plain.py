"""A paper as plain data for the typesetter: text and which way it runs, never markup."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from worksheets.printing.papers import Paper, Part, Said
from worksheets.prompts import Shown
from worksheets.prompts.paper import Boxes, Grid, Lines, Piece

# A longer word may be parted where the line ends; the break is a space without width.
LONG, LONG_IN_A_CELL = 30, 14
BREAK = "\N{ZERO WIDTH SPACE}"
# A sign that belongs to the one before it: never parted from it.
HANGS_ON = ("Mn", "Mc", "Me", "Sk", "Cf")
JOINER = "\N{ZERO WIDTH JOINER}"
# What is longer may be parted between two pages; what is shorter stays together.
SHORT, SHORT_IN_A_CELL = 600, 200
# More columns are read better one below the other; large letters leave room for two.
COLUMNS, COLUMNS_LARGE = 4, 2
LISTS = frozenset({"checklist", "multi_choice"})

Block = dict[str, Any]


def as_data(paper: Paper, *, is_large: bool) -> dict[str, Any]:
    """All that the sheet says, as strings, numbers and lists."""
    at_most = COLUMNS_LARGE if is_large else COLUMNS
    return {
        "is_large": is_large,
        "title": line(paper.title),
        "lead": line(paper.lead),
        "hint": line(paper.hint),
        "facts": [[line(name), line(words)] for name, words in paper.facts],
        "said": [_said(one) for one in paper.said],
        "parts": [_part(part, at_most) for part in paper.parts],
    }


def line(text: str, long: int = LONG) -> dict[str, str]:
    """One text that runs in its own direction."""
    clean = cleaned(text)
    return {"text": breakable(clean, long), "dir": direction(clean)}


def words(lines: Iterable[str]) -> Block:
    """Somebody's words as they broke them; their first letter says which way they run."""
    text = cleaned("\n".join(lines))
    given = [breakable(one.strip(), LONG) for one in text.split("\n")]
    return {
        "kind": "words",
        "lines": given,
        "dir": direction(text),
        "is_short": len(text) < SHORT and len(given) < 10,
    }


def cleaned(text: str) -> str:
    """Without what no font and no format can hold: control signs and halves of letters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def direction(text: str) -> str:
    """ "rtl" or "ltr" by the first letter that has one, "" where none has."""
    for letter in text:
        bidi = unicodedata.bidirectional(letter)
        if bidi in {"R", "AL"}:
            return "rtl"
        if bidi == "L":
            return "ltr"
    return ""


def breakable(text: str, long: int) -> str:
    """The text with places to part its long words, which would run off the paper."""
    return re.sub(rf"\S{{{long},}}", lambda found: _parted(found[0], long // 2), text)


def _parted(word: str, every: int) -> str:
    parted, run, before = [], 0, ""
    for letter in word:
        hangs = unicodedata.category(letter) in HANGS_ON or before == JOINER
        if run >= every and not hangs:
            parted.append(BREAK)
            run = 0
        parted.append(letter)
        run, before = run + 1, letter
    return "".join(parted)


def _part(part: Part, at_most: int) -> Block:
    blocks = [_piece(piece) for piece in part.room]
    if part.is_left_blank:
        blocks.append({"kind": "soft", **line(_("Left blank"))})
    if part.read:
        blocks += _answer(part.read["shown"], part.prompt.type, at_most)
    if part.before:
        blocks.append({"kind": "soft", **line(_("Sent before:"))})
        blocks += _answer(part.before["shown"], part.prompt.type, at_most)
    blocks += [{"kind": "said"} | _said(one) for one in part.said]
    heading = "" if part.is_passage else part.prompt.text
    return {
        "heading": line(heading.replace("\n", " ")),
        "help": line(part.help),
        "blocks": blocks,
        "is_short": all(block.get("is_short", True) for block in blocks) and len(blocks) < 9,
    }


def _piece(piece: Piece) -> Block:
    if isinstance(piece, Lines):
        return {"kind": "lines", "count": piece.count}
    if isinstance(piece, Boxes):
        return {
            "kind": "boxes",
            "labels": [line(label) for label in piece.labels],
            "in_a_row": piece.in_a_row,
            "is_short": len(piece.labels) < 25,
        }
    if isinstance(piece, Grid):
        return _table(piece.columns, [[""] * len(piece.columns)] * piece.rows) | {"is_empty": True}
    kind = "label" if piece.is_label else "soft" if piece.is_quiet else "plain"
    return {"kind": kind, **line(piece.text)}


def _answer(shown: Shown, type_: str, at_most: int) -> list[Block]:
    if shown.rows and len(shown.columns) <= at_most:
        return [_table(shown.columns, shown.rows)]
    if shown.rows:
        return [_card(card) for card in shown.cards]
    if type_ in LISTS:
        items = [line(one) for one in shown.lines]
        return [{"kind": "list", "items": items, "is_short": len(items) < 10}]
    return [words(shown.lines)]


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Block:
    cells = [[line(cell, LONG_IN_A_CELL) for cell in row] for row in rows]
    return {
        "kind": "table",
        "columns": [line(name, LONG_IN_A_CELL) for name in columns],
        "rows": cells,
        "is_empty": False,
        "parts": [any(len(c["text"]) > SHORT_IN_A_CELL for c in row) for row in cells],
        # It is parted between its rows where the page ends, under the same heads.
        "is_short": len(cells) < 4,
    }


def _card(pairs: Iterable[tuple[str, str]]) -> Block:
    found = [[line(label), words([text])] for label, text in pairs]
    return {"kind": "card", "pairs": found, "is_short": all(w["is_short"] for _, w in found)}


def _said(said: Said) -> Block:
    return words(said.body.split("\n")) | {"kind": "said", "who": line(said.who)}
