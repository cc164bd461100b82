"""``record``: a dataclass of which thousands are made for one text.

To a type checker it is ``dataclasses.dataclass`` with ``frozen=True``, so that no field is ever set. At run
time the fields can be set, because a frozen dataclass takes four times as long to make. It has the hash of a
frozen one. What ``govie`` returns to its callers is frozen in earnest; ``maker`` makes that, too, in less than half the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen, slots, eq=True):
        assert frozen
        return dataclass(slots=slots, eq=eq, unsafe_hash=eq)


P = ParamSpec("P")
T = TypeVar("T")


def maker(kind: Callable[P, T]) -> Callable[P, T]:
    """Makes what ``kind`` makes, a frozen dataclass with slots.

    The fields are set in an object of a class with the same slots that is not frozen, and that then becomes ``kind``.
    """

    def become(made: Any) -> None:
        made.__class__ = kind

    own: Any = kind
    named = [(f.name, f.type, field(default=f.default)) for f in fields(own)]
    twin: Any = make_dataclass(own.__name__, named, namespace={"__post_init__": become}, slots=True)
    return cast(Callable[P, T], twin)


__all__ = ["maker", "record"]
