"""What the practice app tells the registries; read once the models are there (rulings 30)."""

from django.utils.translation import gettext_lazy as _

from practice import (
    deliveries,
    facts,
    kindness,
    note_mails,
    offers,
    reachable,
    self_test,
    summaries,
    tasks,
    welcome,
)

# So that `deliveries.wake` finds its task in every process, and every form its words.
__all__ = ["kindness", "tasks"]

deliveries.register(
    welcome.PURPOSE,
    check=deliveries.one_by_one(welcome.not_needed),
    compose=deliveries.one_by_one(welcome.letter),
    late_after=welcome.LATE,
    label=_("A letter to a new colleague"),
)
deliveries.register(
    offers.PURPOSE,
    check=deliveries.one_by_one(offers.not_needed),
    compose=deliveries.one_by_one(offers.letter),
    late_after=offers.LATE,
    label=_("A letter to somebody who was asked to work here"),
)
deliveries.register(
    self_test.PURPOSE,
    check=deliveries.one_by_one(self_test.not_needed),
    compose=deliveries.one_by_one(self_test.letter),
    late_after=self_test.LATE,
    label=_("The test letter of the day"),
)
deliveries.register(
    summaries.PURPOSE,
    check=summaries.check,
    compose=summaries.compose,
    late_after=summaries.LATE,
    label=_("That something is new, to a colleague"),
)
deliveries.register(
    note_mails.PURPOSE,
    check=note_mails.check,
    compose=note_mails.compose,
    label=_("That a note waits, to a colleague"),
)

facts.on("account.address_changed", reachable.on_address_changed)
facts.on("address.people", reachable.people_at)
facts.on("person.address", reachable.address_of)
facts.on("person.address", offers.address_of)
