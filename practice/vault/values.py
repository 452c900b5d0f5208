"""What stands in a row for a sealed field: ciphertext from the database, or text not yet sealed.

Neither shows plain text in its repr, and neither carries it into a pickle.
"""

from copy import deepcopy
from typing import Any


class Sealed(bytes):
    """A column's ciphertext, with the identity it was read under and, once opened, its value."""

    row: Any
    client: Any
    opened: "Opened | None"

    def __new__(cls, data: bytes, row: Any = None, client: Any = None) -> "Sealed":
        """The identity is filled in when the value is put on a row."""
        sealed = super().__new__(cls, data)
        sealed.row, sealed.client, sealed.opened = row, client, None
        return sealed

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__

    def __reduce__(self) -> tuple[Any, ...]:
        return Sealed, (bytes(self), self.row, self.client)

    def __copy__(self) -> "Sealed":
        return Sealed(bytes(self), self.row, self.client)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Sealed":
        twin = self.__copy__()
        if self.opened is not None:
            twin.opened = Opened(deepcopy(self.opened.value, memo), self.opened.plain)
        return twin


class Opened:
    """A decrypted value and the bytes it came from, to notice a change inside it."""

    __slots__ = ("plain", "value")

    def __init__(self, value: Any, plain: bytes) -> None:
        self.value, self.plain = value, plain

    def __repr__(self) -> str:
        return "<opened>"


class Plain:
    """A value that code gave to the row. Stays after the save; `made` is its last ciphertext."""

    __slots__ = ("made", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.made: tuple[bytes, bytes, bytes, Sealed] | None = None

    def __repr__(self) -> str:
        return "<not sealed yet>"

    def __reduce__(self) -> tuple[Any, ...]:
        if self.made is None:
            raise TypeError("A row with unsealed text cannot be pickled: save it first.")
        return self.made[-1].__reduce__()

    def __copy__(self) -> "Plain":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Plain":
        return Plain(deepcopy(self.value, memo))
