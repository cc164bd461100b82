"""Keeps linear algebra to one thread while a text is read.

A report's matrix products are small: threads that the library wakes for them find nothing to do, and wait
busily. Without a limit a report costs more than twice the time, counted over all cores.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any


@cache
def _libraries() -> Any:
    """The libraries that numpy computes with, as far as they have several threads."""
    from threadpoolctl import (
        ThreadpoolController,  # when numpy is loaded: it looks at what is there
    )

    found = ThreadpoolController().select(user_api="blas")
    several = [library.filepath for library in found.lib_controllers if library.num_threads > 1]
    return found.select(filepath=several) if several else None


class _Limit:
    """One limit for all threads that read at the time: the first sets it and the last lifts it."""

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
    """A context in which linear algebra has one thread; the limit is the process's, and lifted afterwards."""
    return _LIMIT
