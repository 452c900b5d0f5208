"""What can be asked of a sealed column, and how many keys a list costs."""

import pytest

from clients.models import Client, TenderDate
from practice import vault
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lookup", ["call_name", "call_name__icontains", "call_name__in"])
def test_filter_is_refused(lookup):
    with pytest.raises(TypeError, match="sealed"):
        Client.objects.filter(**{lookup: "Maya"})


def test_update_of_many_rows_is_refused():
    with pytest.raises(TypeError, match="sealed"):
        Client.objects.update(call_name="Maya")


def test_presence_may_be_asked_in_a_subquery():
    practice = factories.make_practice()
    maya = factories.make_client(factories.make_counselor(practice))
    named = Client.objects.filter(call_name__isnull=False)

    found = list(Client.objects.filter(pk__in=named.values("pk")).values_list("pk", flat=True))

    assert found == [maya.pk]


def test_thirty_clients_cost_one_query_for_their_keys(django_assert_num_queries):
    ana = factories.make_counselor(factories.make_practice())
    for number in range(30):
        factories.make_client(ana, f"Client {number:02}")
    vault.forget()

    with django_assert_num_queries(2):
        clients = list(Client.objects.all())
        vault.warm([client.pk for client in clients], "care")
        names = sorted(client.call_name for client in clients)

    assert names == [f"Client {number:02}" for number in range(30)]


def test_thirty_rows_of_one_client_cost_one_query_for_her_key(django_assert_num_queries):
    ana = factories.make_counselor(factories.make_practice())
    maya = factories.make_client(ana)
    TenderDate.objects.bulk_create(
        TenderDate(
            client=maya,
            on_date=factories.NOW.date(),
            label=f"Day {number:02}",
            own_label="",
            created_by=ana.user,
        )
        for number in range(30)
    )
    vault.forget()

    with django_assert_num_queries(2):
        labels = sorted(date.label for date in TenderDate.objects.all())

    assert labels == [f"Day {number:02}" for number in range(30)]


def test_warming_warm_keys_asks_nothing(django_assert_num_queries):
    maya = factories.make_client(factories.make_counselor(factories.make_practice()))
    vault.forget()
    vault.warm([maya.pk], "care")

    with django_assert_num_queries(0):
        vault.warm([maya.pk], "care")
