"""What the work does when something happens to people (docs/facts.md, rulings 30)."""

from practice import facts
from worksheets import passing, today

facts.on("client.discharged", passing.on_discharge)
facts.on("consent.withdrawn", passing.on_consent_withdrawn)
facts.on("caseload.work", today.work_of)
