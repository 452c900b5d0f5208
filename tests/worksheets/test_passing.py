"""Open work that ends by itself."""

import pytest

from clients.models import Layer
from practice.models import AuditIntake
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
)
from worksheets import passing
from worksheets.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_client(ana)


def test_open_sheets_pass_and_the_others_stay(ana, maya):
    waiting, done = make_assignment(maya), make_assignment(maya)
    make_submission(done)
    elsewhere = make_assignment(make_client(ana, "Rosa"))

    passed = passing.pass_open_work(by=actor_for(ana), client=maya)

    assert passed == 1
    assert dict(Assignment.objects.values_list("pk", "passed_at")) == {
        waiting.pk: NOW,
        done.pk: None,
        elsewhere.pk: None,
    }
    assert list(AuditIntake.objects.values_list("action", "object_id")) == [
        ("assignment.passed", waiting.pk)
    ]


def test_discharge_closes_open_work(ana, maya):
    waiting = make_assignment(maya)

    passing.on_discharge(by=actor_for(ana), client=maya)

    waiting.refresh_from_db()
    assert waiting.passed_at == NOW


@pytest.mark.parametrize(
    ("layer", "passed_at"), [(Layer.TERMS, NOW), (Layer.TREATMENT, NOW), (4, None), (5, None)]
)
def test_only_the_layers_that_sheets_need_close_open_work(maya, layer, passed_at):
    waiting = make_assignment(maya)

    passing.on_consent_withdrawn(by=actor_for(maya), client=maya, layer=layer)

    waiting.refresh_from_db()
    assert waiting.passed_at == passed_at
