"""What the work does when something happens to people (docs/facts.md, rulings 30)."""

from django.utils.translation import gettext_lazy as _

from practice import deliveries, facts
from worksheets import about, caseload, news, passing
from worksheets.actions import replanning
from worksheets.reminders import letters, noted, plans
from worksheets.reminders.knowing import PURPOSE
from worksheets.reminders.planner import Step
from worksheets.reminders.stopping import NOTES

deliveries.register(
    PURPOSE,
    check=letters.check,
    compose=letters.compose,
    zones=letters.zones,
    counts=True,
    first=tuple(Step),
    label=_("A reminder"),
)
deliveries.register(
    NOTES,
    check=noted.check,
    compose=noted.compose,
    zones=letters.zones,
    counts=True,
    label=_("That a note waits"),
)

facts.on("client.discharged", passing.on_discharge)
facts.on("consent.withdrawn", passing.on_consent_withdrawn)
facts.on("caseload.work", caseload.work_of)
facts.on("colleagues.news", news.of_colleagues)
facts.on("threads.about", about.threads)

facts.on("account.signed_in", plans.on_sign_in)
facts.on("account.address_changed", plans.on_address_changed)
# After what closes sheets: the plan is made of those that are open then.
for fact in (
    "client.accepted",
    "client.contact_changed",
    "client.dates_changed",
    "client.discharged",
    "client.lead_changed",
    "client.session_moved",
    "client.zone_changed",
    "consent.given",
    "consent.withdrawn",
):
    facts.on(fact, plans.on_change)
facts.on("note.sent", noted.on_note)
facts.on("note.undone", noted.on_note)
facts.on("note.recalled", noted.on_note)
facts.on("note.read", noted.on_read)
for fact in (
    "client.contact_changed",
    "client.dates_changed",
    "client.discharged",
    "client.zone_changed",
    "consent.given",
    "consent.withdrawn",
):
    facts.on(fact, noted.on_change)
for fact in ("practice.reminders_changed", "membership.reminders_changed", "membership.ended"):
    facts.on(fact, replanning.on_defaults_changed)
