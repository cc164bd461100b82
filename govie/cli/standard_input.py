"""Standard input, the file named ``-``."""

from __future__ import annotations

import sys

from govie.errors import UnreadableFile


def standard_input() -> bytes:
    """All of standard input as bytes. Raises ``UnreadableFile`` where it is closed."""
    if sys.stdin is None:
        raise UnreadableFile("-: there is no standard input")
    return sys.stdin.buffer.read()
