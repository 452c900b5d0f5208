"""`manage.py deliveries`: how letters and reminders do, and what to do about those in trouble.

Says ids and states, never who: addresses are looked up when a message goes out.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from practice import deliveries, self_test
from practice.access import Actor, system
from practice.actions import operating
from practice.models import Delivery, Freeze, Practice

State = Delivery.State


class Command(BaseCommand):
    """Of every practice on this machine. What it changes is on record as done by the system."""

    help = (
        "Figures of deliveries; those in trouble; try one again or leave it; stop all of them "
        "(before a backup is put back, for example) and let them go again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", title="what to do (figures, if left out)")
        figures = what.add_parser("figures", help="how deliveries do")
        figures.add_argument("--json", action="store_true", help="for a program that collects")
        what.add_parser("check", help="ends with 1 where the test letter of the day stays away")
        listed = what.add_parser("list", help="what somebody should decide about, of 14 days")
        listed.add_argument(
            "--state", choices=State.values, action="append", help="rows in this state instead"
        )
        listed.add_argument("--limit", type=int, default=100, help="at most so many, newest first")
        for one in (figures, listed):
            one.add_argument("--practice", type=UUID, help="of this practice alone, by its id")
        for name, word in (("retry", "plan one anew"), ("drop", "leave one as it is")):
            what.add_parser(name, help=word).add_argument("id", type=UUID)
        frozen = what.add_parser("freeze", help="stop all, of every practice")
        frozen.add_argument("why", help="owners read it")
        frozen.add_argument(
            "--before",
            type=instant,
            help="after a restore: what was due before this instant (2026-11-24T09:30Z) may have "
            "gone out already and never goes again",
        )
        what.add_parser("release", help="let all go again")

    def handle(self, *, what: str | None, **options: object) -> None:
        act: Callable[..., str] = WHAT[what or "figures"]
        self.stdout.write(act(system(now=timezone.now()), options))


def instant(text: str) -> datetime:
    """An instant in ISO form; without a zone it is UTC. ValueError for anything else."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def of_practice(options: dict[str, object]) -> Practice | None:
    """The practice that was asked for; None for all. CommandError where there is no such."""
    pk = options.get("practice")
    found = Practice.objects.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise CommandError(f"There is no practice {pk}.")
    return found


def check(by: Actor, options: dict[str, object]) -> str:
    """When the last test letter went out. CommandError, so exit code 1, where that is too long."""
    sign = self_test.look(by.now)
    if not sign.is_set_up:
        raise CommandError("No test letter is set up: TEND_SELF_TEST_TO names no address.")
    last = f"{sign.sent_at:%Y-%m-%d %H:%M}Z" if sign.sent_at else ""
    if sign.is_silent:
        lines = [f"No test letter went out since {last or 'the beginning'}."]
        raise CommandError("\n".join([*lines, *self_test.to_check(sign)]))
    return f"The last test letter went out at {last}." if last else "None had to go out so far."


def figures(by: Actor, options: dict[str, object]) -> str:
    """The figures of all practices or of one, in lines or as JSON."""
    found = deliveries.figures(of_practice(options), by.now)
    why = list(Freeze.objects.filter(released_at=None).order_by("at").values_list("why", flat=True))
    if options.get("json"):
        told = {
            "lag_seconds": found.lag,
            "sent_per_minute": round(found.per_minute, 2),
            "states": dict(found.states),
            "failures": dict(found.failures),
            "frozen": bool(why),
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True)
    lines = [f"Frozen: {words}" for words in why]
    lines.append(f"The oldest due row waits {found.lag} seconds.")
    lines.append(f"{found.per_minute:.1f} sent a minute, over fifteen minutes.")
    lines += [f"{count} {state}" for state, count in sorted(found.states.items())]
    lines += [f"{count} × {reason}" for reason, count in sorted(found.failures.items())]
    return "\n".join(lines)


def listed(by: Actor, options: dict[str, object]) -> str:
    """What somebody should look at, or rows in the states asked for."""
    rows = Delivery.objects.order_by("-due_at", "pk")
    if practice := of_practice(options):
        rows = rows.filter(practice=practice)
    if states := options["state"]:
        rows = rows.filter(state__in=states)
    else:
        rows = rows.filter(deliveries.not_as_planned(by.now))
    found = rows.only("purpose", "step", "due_at", "state", "reason")[: options["limit"]]
    lines = [
        f"{row.pk}  {row.due_at:%Y-%m-%d %H:%M}Z  {row.state:8}  {row.purpose} {row.step}"
        f"{f'  {row.reason}' if row.reason else ''}"
        for row in found
    ]
    return "\n".join(lines) or "None."


def retry(by: Actor, options: dict[str, object]) -> str:
    """A new row for one that did not go out."""
    new = decide(operating.try_again, by, options["id"])
    return f"Planned anew as {new.pk}, due now."


def drop(by: Actor, options: dict[str, object]) -> str:
    """One row is left as it is, or taken out of the plan."""
    return f"Left as {decide(operating.leave_it, by, options['id']).state}."


def decide(act: Callable[..., Delivery], by: Actor, pk: object) -> Delivery:
    """What the action gives back. CommandError where there is no such row, or nothing to do."""
    row = Delivery.objects.select_related("practice").filter(pk=pk).first()
    if row is None:
        raise CommandError(f"There is no delivery {pk}.")
    try:
        return act(by=by, row=row)
    except deliveries.Stopped as why:
        raise CommandError(f"{why} It is not tried again until that is lifted.") from None
    except deliveries.NotInTrouble as state:
        raise CommandError(f"It is {state}: there is nothing to decide.") from None


def freeze(by: Actor, options: dict[str, object]) -> str:
    """Nothing goes out from here on."""
    why = str(options["why"]).strip()
    if not 0 < len(why) <= Freeze._meta.get_field("why").max_length:
        raise CommandError("Say why, in at most 300 letters.")
    before = options["before"]
    if before is not None and before > by.now:
        raise CommandError("That instant lies ahead: nothing that is due then has gone out.")
    operating.freeze(by=by, why=why, before=before)
    told = "Nothing goes out until `manage.py deliveries release`."
    return f"{told} What was due before then is unknown." if before else told


def release(by: Actor, options: dict[str, object]) -> str:
    """Everything goes out again; what would come too late expires."""
    count = operating.release(by=by)
    return "Released: deliveries go out again." if count else "Nothing was frozen."


WHAT: dict[str, Callable[[Actor, dict[str, object]], str]] = {
    "figures": figures,
    "check": check,
    "list": listed,
    "retry": retry,
    "drop": drop,
    "freeze": freeze,
    "release": release,
}
