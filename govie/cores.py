"""Keeps linear algebra to one thread while a text is read.

A report's matrix products are so small that further threads of the BLAS library only spin. Without the limit a
report takes more than twice the CPU time, summed over all cores.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any


@cache
def _libraries() -> Any:
    """The BLAS libraries that numpy uses, those of them that run several threads; ``None`` if there are none."""
    # imported here: it inspects the libraries that are loaded when it is called
    from threadpoolctl import ThreadpoolController

    found = ThreadpoolController().select(user_api="blas")
    several = [library.filepath for library in found.lib_controllers if library.num_threads > 1]
    return found.select(filepath=several) if several else None


class _Limit:
    """One limit for all threads that read at the same time: the first sets it, the last lifts it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers = 0
        self._set: Any = None

    def __enter__(self) -> None:
        with self._lock:
            if not self._readers and (libraries := _libraries()) is not None:
                self._set = libraries.limit(limits=1)
            self._readers += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._readers -= 1
            if not self._readers and self._set is not None:
                self._set.restore_original_limits()
                self._set = None


_LIMIT = _Limit()


def one() -> _Limit:
    """A context manager in which linear algebra runs on one thread, in the whole process; lifted at its end."""
    return _LIMIT
