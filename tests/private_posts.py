"""What their author would send to the addresses of private notes (tests/walk.py)."""

from uuid import uuid4

from tests.scene import Scene


def for_private_notes(scene: Scene) -> dict[str, dict[str, object]]:
    """Enough to get past each form, by the name of its address."""
    handed = dict.fromkeys(("to_whom", "address", "reason"), scene.words["handed"])
    return {
        "clients:search_private_notes": {"words": scene.words["looked for"]},
        "clients:keep_private_note": {
            "note": scene.private.pk,
            "revision": 1,
            "key": uuid4(),
            "body": f"{scene.words['clinician']} And more.",
        },
        "clients:choose_private_text": {
            "pick": "both",
            "other": scene.private.others[0]["key"],
            "revision": 1,
        },
        "clients:remove_private_note": {"is_sure": "on"},
        "clients:name_private_reader": {"supervisor": scene.people.sofia.pk},
        "clients:release_private_notes": {
            "signed_on": "2026-03-09",
            **handed,
            "has_it": "on",
            "key": uuid4(),
        },
    }
