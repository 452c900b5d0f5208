"""The two attributes that a sealed field puts on a row."""

from typing import TYPE_CHECKING, Any

from django.db.models.query_utils import DeferredAttribute

from practice.vault.values import Plain, Sealed

if TYPE_CHECKING:
    from practice.vault.fields import SealedField


class RawAttribute(DeferredAttribute):
    """`row.words_sealed`: ciphertext or None. Reading it seals what is new or has moved."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        held = super().__get__(instance, cls)
        return held if instance is None or held is None else self.field.sealed(instance, held)

    def __set__(self, instance: Any, value: Any) -> None:
        if not (value is None or isinstance(value, Sealed | Plain)):
            raise TypeError(f"{self.field.attname} takes ciphertext; set {self.field.name}.")
        held = instance.__dict__.get(self.field.attname)
        if isinstance(held, Plain) and held.made is not None and held.made[3] is value:
            return  # full_clean hands back what it read: the text behind it stays
        if isinstance(value, Sealed) and value.row is None:
            value.row = instance.__dict__.get(instance._meta.pk.attname)
            value.client = instance.__dict__.get(self.field.client_attname)
        instance.__dict__[self.field.attname] = value


class PlainAttribute:
    """`row.words`: opened when it is read, sealed when the row is saved."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            getattr(instance, self.field.attname)  # deferred: let Django load it
        held = instance.__dict__[self.field.attname]
        if isinstance(held, Plain):
            return held.value
        return None if held is None else self.field.opened(instance, held).value

    def __set__(self, instance: Any, value: Any) -> None:
        if not isinstance(value, Sealed):
            value = self.field.taken(value)
        setattr(instance, self.field.attname, value)
