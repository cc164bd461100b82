"""Fast immutable records: ``record`` declares a dataclass of which a text needs thousands of instances.

To a type checker it is ``dataclasses.dataclass`` with ``frozen=True``. At run time its fields are not frozen,
because instances of a frozen dataclass take four times as long to create; it has the hash of a frozen one. Classes
that ``govie`` returns to its callers are really frozen; ``maker`` creates their instances in less than half the
usual time.
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
    """A faster constructor for ``kind``, a frozen dataclass with slots.

    It sets the fields in an instance of a class with the same slots that is not frozen, and then changes the class of
    that instance to ``kind``.
    """

    def become(made: Any) -> None:
        made.__class__ = kind

    own: Any = kind
    named = [(f.name, f.type, field(default=f.default)) for f in fields(own)]
    twin: Any = make_dataclass(own.__name__, named, namespace={"__post_init__": become}, slots=True)
    return cast(Callable[P, T], twin)


__all__ = ["maker", "record"]
