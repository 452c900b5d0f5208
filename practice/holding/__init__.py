"""Words that were posted but could not be taken in: sealed, kept an hour, offered again.

The rule of rulings 43 for every form with room for words. Such a form carries a slip (`{% slip %}`,
signed): whose page this is, which form, and which key its words belong under. What comes with it
after the session has ended waits here. Once the same person is back on that page, the view asks
`given`, and her words stand in their boxes, unsent, to be pressed again.

They wait by account, not in the browser's session: of two posts that are under way when a session
ends, each begins a session of its own, and the browser keeps only one of them.
"""

from practice.holding.posts import (
    hold,
    is_anothers,
    remember,
    rescued,
    settle,
    to_sign_in,
    wants_json,
)
from practice.holding.slips import Slip, put_back, slip_for, slip_of
from practice.holding.words import (
    Waiting,
    back,
    given,
    let_go,
    let_go_of,
    move,
    pages,
    waiting,
)

__all__ = [
    "Slip",
    "Waiting",
    "back",
    "given",
    "hold",
    "is_anothers",
    "let_go",
    "let_go_of",
    "move",
    "pages",
    "put_back",
    "remember",
    "rescued",
    "settle",
    "slip_for",
    "slip_of",
    "to_sign_in",
    "waiting",
    "wants_json",
]
