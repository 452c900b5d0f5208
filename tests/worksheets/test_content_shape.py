"""What the shipped library holds: counts, gates, measures, notes, pathways."""

from collections import Counter, defaultdict

from tests.worksheets.content_words import sheets
from worksheets import library, prompts

SCHEMAS = {sheet.slug: library.schema_of(sheet) for sheet in sheets()}
OF_THEMES = [sheet for theme in library.themes()[:-1] for sheet in theme.worksheets]
FRAME = ["frame.before", "frame.after", "frame.helpful", "frame.bring"]


def source_prompts(slug: str) -> list:
    """The prompts that come from the source material: no frame, no extras."""
    return [p for p in SCHEMAS[slug].prompts if not p.frame and not p.extra]


def test_nine_themes_27_worksheets_152_prompts():
    counts = (
        len(library.themes()[:-1]),
        len(OF_THEMES),
        sum(len(source_prompts(sheet.slug)) for sheet in OF_THEMES),
    )

    assert counts == (9, 27, 152)


def test_prompts_by_type():
    counted = Counter(p.type for sheet in OF_THEMES for p in source_prompts(sheet.slug))

    assert counted == {
        "short_text": 46,
        "scale_0_10": 26,
        "table": 21,
        "checklist": 17,
        "long_text": 15,
        "single_choice": 11,
        "date": 5,
        "multi_choice": 5,
        "mood_words": 3,
        "letter_unsent": 3,
    }


def test_the_frame_stands_around_every_sheet_of_a_theme_and_no_other():
    framed = {
        slug: [prompt.key for prompt in schema.prompts if prompt.frame]
        for slug, schema in SCHEMAS.items()
    }

    assert framed == {
        slug: [] if slug in {"weekly-check-in", "pathway-review"} else FRAME for slug in SCHEMAS
    }
    assert all(
        SCHEMAS[sheet.slug].keys[0] == FRAME[0] and SCHEMAS[sheet.slug].keys[-3:] == (*FRAME[1:],)
        for sheet in OF_THEMES
    )


def test_gates_by_sheet():
    gates = {
        slug: [gate.key for gate in schema.gates]
        for slug, schema in SCHEMAS.items()
        if schema.gates
    }

    assert gates == {
        "qg-letter": ["stable_now", "session_within_days:7"],
        "sp-storm-or-harm": ["safety_talk"],
        "sp-steady": ["safety_talk"],
        "sp-under-anger": ["sheet_done:sp-storm-or-harm", "safety_talk", "stable_now"],
        "wo-freeing": [
            "safety_talk",
            "stable_now",
            "no_tender_date_within_days:7",
            "session_within_days:7",
        ],
        "wc-family-map": ["stable_now"],
        "wc-younger-me": ["stable_now", "talked_through:wc-family-map", "session_within_days:7"],
        "ch-boundary": ["safety_talk"],
    }


def test_every_heavy_sheet_asks_whether_she_is_stable():
    heavy = {
        sheet.slug: "stable_now" in [gate.kind for gate in SCHEMAS[sheet.slug].gates]
        for sheet in OF_THEMES
        if sheet.weight == "heavy"
    }

    assert heavy == dict.fromkeys(
        ["qg-letter", "sp-under-anger", "wo-freeing", "wc-younger-me"], True
    )


def test_leave_fast_stands_where_harm_is_spoken_of():
    marked = [slug for slug, schema in SCHEMAS.items() if "leave_fast" in schema.marks]

    assert marked == ["sp-storm-or-harm", "sp-steady", "sp-under-anger", "ch-boundary"]


def test_locked_and_ephemeral_prompts():
    locked = {
        (slug, prompt.key): prompt.ephemeral
        for slug, schema in SCHEMAS.items()
        for prompt in schema.prompts
        if prompt.privacy == "locked"
    }

    assert locked == {
        ("qg-letter", "letter"): False,
        ("sp-storm-or-harm", "harms"): True,
        ("sp-storm-or-harm", "feel_safe"): True,
        ("wo-freeing", "letter"): False,
        ("wc-younger-me", "letter"): False,
        ("ch-boundary", "risk"): True,
    }


def test_ticks_that_show_the_safety_panel():
    panels = {
        prompt.key: [option.key for option in prompt.options if option.panel]
        for schema in SCHEMAS.values()
        for prompt in schema.prompts
        if prompt.ephemeral
    }

    assert panels == {
        "harms": ["threats", "hits", "money", "controls", "insults", "scared", "stops_help"],
        "feel_safe": ["not_sure", "no"],
        "risk": ["maybe", "yes"],
    }


def offered(slug: str, key: str, answers=None, flags=frozenset()) -> list[str]:
    prompt = SCHEMAS[slug].prompt(key)
    context = prompts.form_context(prompt, answers=answers, flags=flags)
    return [choice["option"].key for choice in context["choices"]]


def test_steps_toward_contact_are_hidden_where_space_was_asked_for():
    calm = ["wait", "for_me", "session_first"]
    silence = ("rg-silence", "next_step")

    shown = [
        offered(*silence, answers={"contact_status": "rarely"}),
        offered(*silence, answers={"contact_status": "asked_for_space"}),
        offered(*silence, answers={"contact_status": "no_contact"}),
        offered(*silence, flags={"contact_off"}),
    ]

    assert shown == [[*calm, "note", "question"], calm, calm, calm]


def test_asking_the_child_is_hidden_while_contact_is_off():
    whom = [offered("wo-asking", "whom"), offered("wo-asking", "whom", flags={"contact_off"})]

    assert whom[0] == [*whom[1][:4], "my_child", *whom[1][4:]]


def test_prompts_that_follow_an_answer():
    anger, freeing = SCHEMAS["sp-under-anger"], SCHEMAS["wo-freeing"]

    shown = [
        "own_line" in {p.key for p in prompts.shown(anger, {"own": answer})}
        for answer in ("yes", "no", None)
    ]
    ended = [p.key for p in prompts.shown(freeing, {"readiness": "not_now"}) if not p.frame]

    assert shown == [True, False, False]
    assert ended == ["readiness", "not_now_thanks"]


def test_done_notes_by_answer():
    cases = [
        ("qg-letter", {"send_pull": 7}),
        ("qg-letter", {"send_pull": 6}),
        ("wo-freeing", {"pull": 9}),
        ("wc-family-map", {"tender": 7}),
        ("ch-friend", {"odd": "a_lot"}),
        ("ch-friend", {"odd": "a_little"}),
        ("ch-worth", {"frame.before": 2, "frame.after": 5}),
        ("ch-worth", {"frame.before": 2, "frame.after": 4}),
        ("ch-worth", {"frame.helpful": "too_much"}),
    ]

    offers = [[n.offers for n in prompts.done_notes(SCHEMAS[s], answers)] for s, answers in cases]

    assert offers == [
        [("pause",)],
        [],
        [("pause",)],
        [("pause", "lighter_sheet")],
        [("pause", "lighter_sheet")],
        [],
        [("pause", "help")],
        [],
        [("pause", "help")],
    ]


def test_a_ritual_of_her_own_is_suggested_and_never_required():
    prompt = SCHEMAS["wa-rituals"].prompt("ideas")

    nudged = [
        len(prompts.nudges(prompt, value))
        for value in (None, [{"needs_child": "yes"}], [{"needs_child": "no"}])
    ]

    assert nudged == [0, 1, 0]


def test_every_measure_is_fed_and_every_prompt_feeds_a_known_one():
    fed = defaultdict(list)
    for slug, schema in SCHEMAS.items():
        for prompt in schema.prompts:
            if prompt.measure and not prompt.frame:
                fed[prompt.measure.key].append(slug)

    assert set(fed) | {"frame.before", "frame.after"} == set(library.measures())
    assert fed["m.contact_pull"] == ["qg-letter", "rg-silence", "wo-freeing"]
    assert fed["m.self_kind"] == ["sp-under-anger", "ch-friend"]
    assert fed["m.worth_apart"] == ["br-who-else", "ch-worth"]
    assert fed["mood"] == ["qg-naming", "qg-letter", "at-unseen-list"]


def test_closeness_is_never_better_or_worse():
    neutral = [
        measure.key for measure in library.measures().values() if measure.better == "neutral"
    ]

    assert neutral == [
        "m.rejection_story",
        "m.rejection_story_after",
        "m.old_hurt",
        "mood",
        "c.closeness",
    ]


def test_thirty_mood_words_in_four_groups():
    prompt = SCHEMAS["qg-naming"].prompt("feelings_today")

    groups = Counter(option.group for option in prompt.options)

    assert groups == {"Heavy": 10, "Hot": 6, "Calm": 6, "Warm": 8}


def test_the_seven_stand_side_by_side_and_stay_with_her():
    near = SCHEMAS["qg-naming"].prompt("near")

    assert (near.privacy, near.extra, near.measure) == ("private", True, None)
    assert [option.key for option in near.options[:7]] == [
        theme.slug.replace("-", "_") for theme in library.themes()[1:8]
    ]
    assert {"hurt", "cannot_know"} < {option.key for option in near.options}


def test_pathways_name_sheets_that_are_there_week_by_week():
    weeks = {
        slug: ([step.week for step in pathway.steps], pathway.weeks)
        for slug, pathway in library.pathways().items()
    }
    named = {
        each.sheet
        for pathway in library.pathways().values()
        for step in (*pathway.steps, *pathway.swaps)
        for each in (step, *getattr(step, "alternatives", ()))
    }

    assert weeks == {
        "steady-ground": ([*range(1, 9)], 8),
        "deeper-roots": ([*range(1, 11)], 10),
    }
    assert named <= set(SCHEMAS)
    assert {slug for slug in named if slug.startswith("sp-")} == set()


def test_p01_p06_pathways_are_gentle_and_look_back_twice():
    weight = {sheet.slug: sheet.weight for sheet in sheets()}

    heavy = {
        slug: [step.sheet for step in pathway.steps if weight[step.sheet] == "heavy"]
        for slug, pathway in library.pathways().items()
    }
    reviews = [
        [(step.week, step.review) for step in pathway.steps if step.review]
        for _, pathway in sorted(library.pathways().items())
    ]
    second = library.pathways()["deeper-roots"].steps[8].alternatives[0]

    assert heavy == {"steady-ground": [], "deeper-roots": ["wc-younger-me"]}
    assert reviews == [[(5, "mid"), (10, "end")], [(4, "mid"), (8, "end")]]
    assert (second.sheet, second.after, second.days) == ("wo-freeing", "wc-younger-me", 14)
