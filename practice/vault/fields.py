"""Model fields whose column holds ciphertext only (H-04, V-06, rulings 38).

`row.words` gives and takes plain text; the column holds `version | nonce | ciphertext and tag`,
bound to the column, the row's UUID, the client and the purpose. Every path that Django has to
write a row reads the raw attribute `words_sealed`, and that reading is what seals.
"""

import json
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn
from uuid import UUID

from django.core import checks
from django.db import models
from django.utils.functional import Promise

from practice.vault import keys, rings
from practice.vault.attributes import PlainAttribute, RawAttribute
from practice.vault.errors import NotSealable, WrongKey
from practice.vault.values import Opened, Plain, Sealed

LAYOUT = b"\x01"
MAX_BYTES = 1_000_000


if TYPE_CHECKING:
    Bytes = models.BinaryField[Any, Any]
else:
    Bytes = models.BinaryField


class SealedField(Bytes):
    """A value sealed under the key of the row's client for one purpose."""

    descriptor_class = RawAttribute
    # True where a value can change inside without being set again.
    is_mutable: ClassVar[bool] = False

    def __init__(
        self,
        *args: Any,
        purpose: str = "care",
        client: str = "client_id",
        max_length: int | None = None,
        bound_as: str = "",
        **kwargs: Any,
    ) -> None:
        """`bound_as` keeps `app.Model.field` of old rows readable after a renaming."""
        if purpose not in rings.PURPOSES:
            raise ValueError(f"A sealed field's purpose is one of {', '.join(rings.PURPOSES)}.")
        super().__init__(*args, **kwargs)
        self.purpose, self.client_attname, self.bound_as = purpose, client, bound_as
        self.max_length = max_length

    def deconstruct(self) -> Any:
        """Purpose and client stand in migrations: they are part of how the column is read."""
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"purpose": self.purpose, "client": self.client_attname}
        if self.bound_as:
            kwargs["bound_as"] = self.bound_as
        return name, path, args, kwargs

    def get_attname(self) -> str:
        """The raw value stands beside the name, as a foreign key's id does."""
        return f"{self.name}_sealed"

    def get_attname_column(self) -> tuple[str, str]:
        """The column keeps the field's own name."""
        return self.get_attname(), self.db_column or self.name

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Puts both attributes on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, PlainAttribute(self))

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """The row must be identified by a UUID and name its client."""
        found = [*super().check(**kwargs)]
        pk: Any = self.model._meta.pk
        if not isinstance(getattr(pk, "target_field", pk), models.UUIDField):
            found.append(checks.Error("A sealed row needs a UUID as its key.", obj=self))
        names = {f.attname for f in self.model._meta.concrete_fields}
        if self.client_attname not in names:
            found.append(checks.Error(f"No {self.client_attname} beside a sealed field.", obj=self))
        return found

    def _check_str_default_value(self) -> list[checks.CheckMessage]:
        return []  # a plain default is sealed like any other text

    # --- sealing ---

    def encode(self, value: Any) -> bytes:
        """The value's bytes. NotSealable for another kind of value."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        """The value of such bytes."""
        raise NotImplementedError

    def taken(self, value: Any) -> Any:
        """What a row holds once code has set this value."""
        if value is None and self.null:
            return None
        return Plain(value)

    def sealed(self, row: Any, held: Sealed | Plain) -> Sealed:
        """The ciphertext that belongs in the column now; unchanged where nothing has changed."""
        if isinstance(held, Plain):
            return self._sealed_plain(row, held)
        if self._has_moved(row, held):
            return self._sealed_plain(row, Plain(self.opened(row, held).value))
        if self.is_mutable and held.opened and self.encode(held.opened.value) != held.opened.plain:
            return self._sealed_plain(row, Plain(held.opened.value))
        return held

    def opened(self, row: Any, held: Sealed) -> Opened:
        """The value inside, under the identity it was read with. WrongKey if it does not fit."""
        if held.opened is None:
            client = held.client or getattr(row, self.client_attname)
            identity = self.identity(held.row or row.pk, client)
            if held[:1] != LAYOUT:
                raise WrongKey(f"{self} of {row.pk} is not in a layout known here.")
            try:
                plain = keys.data_key(as_uuid(client), self.purpose).open(held[1:], identity)
            except WrongKey as error:
                raise WrongKey(f"{self} of {row.pk}: {error}") from None
            held.row, held.client = held.row or row.pk, client
            held.opened = Opened(self.decode(plain), plain)
        return held.opened

    def identity(self, pk: Any, client: Any) -> bytes:
        """What the ciphertext is bound to."""
        label = self.bound_as or f"{self.model._meta.label}.{self.name}"
        return f"{label}|{as_uuid(pk)}|{as_uuid(client)}|{self.purpose}".encode()

    def _has_moved(self, row: Any, held: Sealed) -> bool:
        # A copied row: the ciphertext still belongs to the row it was read from.
        client = row.__dict__.get(self.client_attname)
        return (held.row is not None and held.row != row.pk) or (
            held.client is not None and client is not None and held.client != client
        )

    def _sealed_plain(self, row: Any, held: Plain) -> Sealed:
        plain = self.encode(held.value)
        if len(plain) > MAX_BYTES:
            raise NotSealable(f"{self} takes {MAX_BYTES} bytes at most.")
        client = as_uuid(getattr(row, self.client_attname))
        identity = self.identity(row.pk, client)
        key = keys.data_key(client, self.purpose, create=True)
        made = held.made
        # The same key, place and text: the same ciphertext, however often Django asks.
        if made is None or made[:3] != (key.mark, identity, plain):
            sealed = Sealed(LAYOUT + key.seal(plain, identity), row.pk, client)
            held.made = made = (key.mark, identity, plain, sealed)
        return made[3]

    # --- the database ---

    def get_default(self) -> Any:
        """What a row holds that nobody set: the default, else nothing."""
        if not self.has_default():
            return None
        return self.taken(self.default() if callable(self.default) else self.default)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """Ciphertext is told from plain text by its type."""
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        """Base64 from a dump becomes ciphertext; the rest stays as it is."""
        held = super().to_python(value)
        return Sealed(bytes(held)) if isinstance(held, bytes | memoryview) else held

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Nothing to check in ciphertext beyond its presence."""
        self.validate(value, model_instance)
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only ciphertext goes to the database. TypeError for anything else."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self} is sealed: set it on a row and save the row.")
        return connection.Database.Binary(bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but presence can be asked of ciphertext."""
        if lookup_name != "isnull":
            raise TypeError(f"{self} is sealed: open the rows and search them in Python.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        """Ciphertext cannot be transformed."""
        raise TypeError(f"{self} is sealed: open the rows and search them in Python.")


class SealedText(SealedField):
    """Text; `max_length` counts characters."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def taken(self, value: Any) -> Any:
        """Text only, or None where the column may be null."""
        if value is None and self.null:
            return None
        if not isinstance(value, str | Promise):
            raise TypeError(f"{self} takes text, not {type(value).__name__}.")
        return Plain(str(value))

    def get_default(self) -> Any:
        """Empty text, as for Django's own text fields."""
        return Plain("") if not (self.has_default() or self.null) else super().get_default()

    def encode(self, value: str) -> bytes:
        """UTF-8."""
        if self.max_length is not None and len(value) > self.max_length:
            raise NotSealable(f"{self} takes {self.max_length} characters at most.")
        try:
            return value.encode("utf-8")
        except UnicodeEncodeError:
            raise NotSealable(f"{self} takes whole characters only.") from None

    def decode(self, plain: bytes) -> str:
        """The text."""
        return plain.decode("utf-8")


class SealedJSON(SealedField):
    """Any JSON value. Where the column may not be null, None is sealed like any other value."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    is_mutable = True

    def encode(self, value: Any) -> bytes:
        """Compact JSON in the order given."""
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            plain = text.encode("utf-8")
        except (TypeError, ValueError) as error:
            raise NotSealable(f"{self} takes JSON: {type(error).__name__}.") from None
        if self.max_length is not None and len(text) > self.max_length:
            raise NotSealable(f"{self} takes {self.max_length} characters at most.")
        return plain

    def decode(self, plain: bytes) -> Any:
        """The value."""
        return json.loads(plain)


def as_uuid(value: Any) -> UUID:
    """The UUID of a row or a client; NotSealable where there is none yet."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        raise NotSealable(
            "A sealed row needs its UUID and its client before it is saved."
        ) from None
