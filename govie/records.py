"""``record``: a dataclass of which thousands are made for one text.

To a type checker it is ``dataclasses.dataclass`` with ``frozen=True``, so that no field is ever set. At run
time the fields can be set, because a frozen dataclass takes four times as long to make. It has the hash of a
frozen one. What ``govie`` returns to its callers is frozen in earnest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen, slots, eq=True):
        assert frozen
        return dataclass(slots=slots, eq=eq, unsafe_hash=eq)


__all__ = ["record"]
