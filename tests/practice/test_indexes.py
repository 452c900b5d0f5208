"""No index that another one already is: each is written with every row."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model, UniqueConstraint

HOUSE = ("practice", "clients", "worksheets")
MODELS = [model for app in HOUSE for model in apps.get_app_config(app).get_models()]


def firsts(model: type[Model]) -> Iterator[str]:
    """The field that each index over all rows begins with."""
    unique = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    for found in (*model._meta.indexes, *unique):
        if found.condition is None:
            begins = (*found.fields, *(getattr(one, "name", "") for one in found.expressions))
            yield begins[0].lstrip("-")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_relation_has_no_index_beside_one_that_begins_with_it(model):
    begun = set(firsts(model))
    relations = [field for field in model._meta.local_fields if field.is_relation]

    twice = {one.name for one in relations if one.db_index and not one.unique} & begun

    assert twice == set()
