"""Open work that ends without being done: at discharge, or when consent to it is withdrawn."""

from clients.models import Client
from clients.models.consent import Layer
from practice import audit
from practice.access import Actor
from worksheets.models import Assignment


def pass_open_work(*, by: Actor, client: Client) -> int:
    """Marks her open assignments as passed; returns how many. Nothing that she wrote is touched."""
    # Locked before asking what is open, so that a sheet sent at this moment stays done.
    locked = (
        Assignment.objects.select_for_update(no_key=True)
        .filter(client=client)
        .standing()
        .order_by("pk")
    )
    standing = [assignment.pk for assignment in locked.only("pk")]
    open_ids = list(Assignment.objects.filter(pk__in=standing).open().values_list("pk", flat=True))
    for assignment_id in open_ids:
        audit.record(
            by=by,
            action="assignment.passed",
            client_id=client.pk,
            object_type="assignment",
            object_id=assignment_id,
        )
    return Assignment.objects.filter(pk__in=open_ids).update(passed_at=by.now)


def on_discharge(*, by: Actor, client: Client) -> None:
    """End of care closes open work (product A)."""
    pass_open_work(by=by, client=client)


def on_consent_withdrawn(*, by: Actor, client: Client, layer: int) -> None:
    """Without layer 1 or 3 assignments stop and the record stays (safety.md 2.8)."""
    if layer in {Layer.TERMS, Layer.TREATMENT}:
        pass_open_work(by=by, client=client)
