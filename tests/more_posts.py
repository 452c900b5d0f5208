"""What is sent about the days of a practice, and to what she wrote before."""

from tests.scene import Scene

# What an owner sends about the days on which the practice is closed.
CLOSED_DAYS: dict[str, dict[str, object]] = {
    "practice:choose_holidays": {"country": "PT"},
    "practice:keep_holidays": {"shown": "2026-11-26 2026-12-25", "closed": ["2026-12-25"]},
    "practice:close_days": {"first": "2026-06-01", "last": "2026-06-05", "words": "Paint"},
    "practice:reopen_days": {"first": "2026-06-01", "last": "2026-06-05"},
}


def more_posts(scene: Scene) -> dict[str, dict[str, object]]:
    """The days of a practice, and what she sends about words of hers that stand."""
    line = {
        "body": f"{scene.words['line']} And more.",
        "round": scene.line.round_id,
        "revision": 1,
    }
    return CLOSED_DAYS | {
        "worksheets:share_words": {"revision": 1},
        "worksheets:then_and_now_part": line,
    }
