"""What the clients app tells the registries; read once the models are there (rulings 30)."""

from clients import invitations, masking
from practice import deliveries

for purpose in ("invitation", "way_back"):
    deliveries.register(
        purpose,
        check=invitations.why_not,
        compose=invitations.compose,
        late_after=invitations.LATE_AFTER,
    )
deliveries.register(
    "way_back_notice",
    check=invitations.always,
    compose=invitations.compose_notice,
    late_after=invitations.LATE_AFTER,
)

masking.install()
