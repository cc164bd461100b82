"""Standard input, the file that is named ``-``."""

from __future__ import annotations

import sys

from govie.errors import UnreadableFile


def standard_input() -> bytes:
    """All that stands there. Raises ``UnreadableFile`` where whoever started the process closed it."""
    if sys.stdin is None:
        raise UnreadableFile("-: there is no standard input")
    return sys.stdin.buffer.read()
