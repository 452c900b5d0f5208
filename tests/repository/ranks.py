"""The levels inside an app, high to low: a module imports from its own level or below.

A new module is named here once, in the place where a reader of the architecture expects it.
"""

TOP = 9
LEVELS: dict[int, set[str]] = {
    TOP: {"apps", "celery", "management", "settings", "site_urls", "urls", "wiring", "wsgi"},
    # What meets a request or a template.
    8: {"adapters", "context", "demo", "middleware", "second_step", "templatetags", "views"},
    7: {"account_forms", "closed_forms", "forms", "profile_forms"},
    6: {"actions"},
    5: {"tasks"},
    # Nouns: what several actions, tasks and views share.
    4: {
        "about",
        "absence",
        "account_mails",
        "agreements",
        "audit",
        "caseload",
        "channels",
        "completion",
        "deliveries",
        "desk_mails",
        "following",
        "gates",
        "guards",
        "help",
        "holding",
        "holidays",
        "home",
        "invitations",
        "library",
        "mailbox",
        "marks",
        "mothers_day",
        "moulds",
        "news",
        "notes",
        "note_mails",
        "notices",
        "offers",
        "parts",
        "passing",
        "passwords",
        "phrases",
        "places",
        "planning",
        "printing",
        "progress",
        "promise",
        "proof",
        "provider_news",
        "private_notes",
        "pulse",
        "reachable",
        "readers",
        "reading",
        "reminders",
        "replies",
        "reviewing",
        "saving",
        "sealed_sessions",
        "self_test",
        "sessions",
        "sharing",
        "sheets",
        "showing",
        "smtp",
        "summaries",
        "teams",
        "to_read",
        "today",
        "tokens",
        "tries",
        "welcome",
    },
    3: {"emails"},
    2: {"permissions"},
    1: {"access"},
    0: {"models"},
    # Plumbing that models stand on.
    -1: {
        "clock",
        "environment",
        "facts",
        "kindness",
        "masking",
        "neutral",
        "prompts",
        "providers",
        "vault",
        "zones",
    },
}
RANKS = {module: level for level, modules in LEVELS.items() for module in modules}

# What an app may take from an app below it.
FROM_ANY_APP = {"access", "actions", "emails", "models", "permissions"}
PLUMBING_OF = {
    "clients": {"absence", "notes", "readers"},
    "practice": {
        "audit",
        "clock",
        "deliveries",
        "facts",
        "guards",
        "holding",
        "holidays",
        "note_mails",
        "places",
        "promise",
        "vault",
        "zones",
    },
}

# Django's and other people's signals that we listen to, by file and why.
MAY_USE_SIGNALS = {
    "practice/apps.py": "post_migrate installs the triggers (rulings 36)",
    "practice/tasks.py": "Celery's own, to forget unwrapped keys around every task",
}
