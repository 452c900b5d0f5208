"""What workers do for the practice. Names and arguments are a contract with running deployments."""

import gc

from celery import shared_task
from celery.signals import task_postrun, task_prerun, worker_process_init
from django.utils import timezone

from practice import audit, deliveries, pulse, self_test, summaries, vault


@shared_task
def dispatch_deliveries(by_beat: bool = False) -> None:
    """Sends what is due; `by_beat` where the scheduler asked, as it does every minute."""
    now = timezone.now()
    pulse.mark(now=now, by_beat=by_beat)
    deliveries.dispatch(now=now)


@shared_task
def seal_audit() -> None:
    """Chains the audit's new rows."""
    audit.seal(now=timezone.now())


@shared_task
def test_the_way() -> None:
    """Plans the test letter of the day, and looks whether the last one went out."""
    now = timezone.now()
    self_test.plan(now)
    self_test.look(now)


@shared_task
def plan_summaries() -> None:
    """Plans the daily mail of colleagues whose hour has come."""
    summaries.plan(timezone.now())


@worker_process_init.connect
def keep_what_stays(**_: object) -> None:
    """What is loaded once is not looked through for garbage again and again: a tenth of the time of
    a worker that checks many rows."""
    gc.collect()
    gc.freeze()


@task_prerun.connect
@task_postrun.connect
def forget_keys(**_: object) -> None:
    """Unwrapped data keys live no longer than the task that needed them."""
    vault.forget()
