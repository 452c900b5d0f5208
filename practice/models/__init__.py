"""The rows that every other app stands on."""

from practice.models.audit import AuditEvent, AuditIntake, GuardDoor
from practice.models.deliveries import Delivery
from practice.models.keys import WrappedKey
from practice.models.people import Membership, Practice, User

__all__ = [
    "AuditEvent",
    "AuditIntake",
    "Delivery",
    "GuardDoor",
    "Membership",
    "Practice",
    "User",
    "WrappedKey",
]
