"""What the clients app tells the registries; read once the models are there (rulings 30)."""

from django.utils.translation import gettext_lazy as _

from clients import absence, emails, invitations, masking
from clients.actions import caring, contact, covering, leaving, pointing
from clients.notes import telling
from practice import deliveries, facts

for purpose, label, elsewhere in (
    ("invitation", _("An invitation"), False),
    ("way_back", _("A new way in"), True),
):
    deliveries.register(
        purpose,
        check=deliveries.one_by_one(invitations.why_not),
        compose=deliveries.one_by_one(invitations.compose),
        late_after=invitations.LATE_AFTER,
        label=label,
        elsewhere=elsewhere,
    )
deliveries.register(
    "way_back_notice",
    check=deliveries.one_by_one(invitations.always),
    compose=deliveries.one_by_one(invitations.compose_notice),
    late_after=invitations.LATE_AFTER,
    label=_("News that a new way in was sent"),
    elsewhere=True,
)

facts.on("account.address_changed", contact.on_address_changed)
facts.on("account.news", invitations.news)
facts.on("account.signed_in", caring.stop_ways_back)
facts.on("address.people", emails.people_at)
facts.on("client.accepted", covering.on_accepted)
facts.on("colleagues.news", telling.of_colleagues)
facts.on("colleagues.unread", telling.waiting)
facts.on("colleague.leads", leaving.led_by)
facts.on("colleague.sessions", absence.sessions_on)
facts.on("membership.ended", leaving.on_membership_ended)
facts.on("membership.leave_changed", covering.on_leave_changed)
facts.on("membership.roles_changed", leaving.on_roles_changed)
facts.on("note.sent", telling.on_note)
facts.on("note.undone", telling.on_note)
facts.on("note.recalled", pointing.on_note_recalled)
facts.on("note.recalled", telling.on_note)
facts.on("note.read", telling.on_read)
facts.on("person.address", emails.address_of_person)

masking.install()
