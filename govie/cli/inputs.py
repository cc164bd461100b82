"""What commands read: files, folders and standard input, with messages on what cannot be read; shared options."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from govie.cli.messages import say, say_some
from govie.errors import UnreadableFile
from govie.files import Passed, find
from govie.panel import Record
from govie.reader import Reader

Model = Annotated[str | None, typer.Option(help="A model directory; the shipped model by default.")]
Limit = Annotated[float, typer.Option(min=1.0, help="Time limit for one file, in seconds.")]
OpenPage = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def found(names: Sequence[str], own: Collection[str] = ()) -> tuple[list[str], list[Passed]]:
    """The files that ``names`` stand for, and those passed over, which are printed with the reason.

    ``own``: real paths of outputs of an earlier run of the command, which are left out of both.
    """
    files, passed = find(names)
    files = [name for name in files if os.path.realpath(name) not in own] if own else files
    passed = [other for other in passed if not own or os.path.realpath(other.name) not in own]
    say_some([f"{other.name}: {other.message}" for other in passed], "passed over")
    return files, passed


def records(reader: Reader, name: str) -> list[Record]:
    """The records of a file, ``-`` for standard input; prints why one could not be read.

    Raises ``UnreadableFile`` where standard input is closed.
    """
    data = None
    if name == "-":
        if sys.stdin is None:
            raise UnreadableFile("-: there is no standard input")
        data = sys.stdin.buffer.read()
    read, _ = reader.read(name, data)
    for record in read:
        if record.report is None:
            say(f"{'standard input' if name == '-' else name}: {record.error}")
    return read
