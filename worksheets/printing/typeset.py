"""A paper as a tagged PDF, set by typst beside `sheet.typ`. Nothing is asked over a network.

Her words go in as data, never as source. What typst says of a stop names words of the sheet, so
that none of it may reach a log.
"""

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst
from django.utils.translation import get_language, get_language_bidi

from worksheets.printing.papers import Paper
from worksheets.printing.plain import as_data

log = logging.getLogger(__name__)

TEMPLATE = Path(__file__).with_name("sheet.typ")
FOLDERS = [fontpkg_noto_sans.ROOT / "files", fontpkg_noto_sans_arabic.ROOT / "files"]
# PDF for everybody (ISO 14289-1). It refuses a letter that no font has, an emoji for example.
FOR_EVERYBODY = "ua-1"
# Where paper is US Letter; A4 elsewhere.
LETTER = frozenset({"CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


class CannotSet(Exception):
    """The sheet could not be set. It holds no word of it."""


@cache
def fonts() -> typst.Fonts:
    """The letters that came with the packages, never those of this computer."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(one) for one in FOLDERS])


def pdf(paper: Paper, *, is_large: bool, name: str, country: str) -> bytes:
    """The PDF in the active language; `name` is its title for whoever sees the file.

    Raises CannotSet.
    """
    language, _, region = (get_language() or "en").partition("-")
    data = as_data(paper, is_large=is_large) | {
        "name": name,
        "language": language,
        "region": region if len(region) == 2 else "",
        "is_rtl": get_language_bidi(),
        "size": "us-letter" if country in LETTER else "a4",
    }
    for standard in (FOR_EVERYBODY, ""):
        if made := _set(data, standard):
            return made
    log.error("printing: a sheet could not be set")
    raise CannotSet


def _set(data: dict[str, Any], standard: str) -> bytes | None:
    """The PDF, or None where typst refuses it."""
    try:
        return typst.compile(
            str(TEMPLATE),
            font_paths=fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"sheet": json.dumps(data)},
            pdf_standards=[standard] if standard else [],
        )
    except typst.TypstError:
        return None
