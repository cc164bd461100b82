"""``govie extract``: reports in, results out."""

from __future__ import annotations

import json
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

import govie
from govie.errors import GovieError, UnreadableFile


class Format(str, Enum):
    """How results are printed."""

    jsonl = "jsonl"
    table = "table"


def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Text files; - is standard input.")
    ],
    form: Annotated[
        Format,
        typer.Option("--format", "-f", help="JSON Lines, or tables to read in the terminal."),
    ] = Format.jsonl,
) -> None:
    """Read reports; print one JSON object a line, or tables.

    Exit code: 0 if every file was read, 1 if some could not be.
    """
    failed = 0
    for name in files:
        try:
            report = govie.extract(_text(name))
        except GovieError as error:
            typer.echo(f"govie: {error}", err=True)
            failed += 1
            continue
        if form is Format.jsonl:
            line = json.dumps({"file": name, **report.to_dict()}, ensure_ascii=False)
            # A lone surrogate in a report is no reason to lose the report.
            typer.echo(line.encode("utf-8", "backslashreplace").decode("utf-8"))
        else:
            from govie.terminal import show

            show(report, name)
    raise typer.Exit(1 if failed else 0)


def _text(name: str) -> str:
    if name == "-":
        return _decode(sys.stdin.buffer.read(), "standard input")
    try:
        return _decode(Path(name).read_bytes(), name)
    except OSError as error:
        raise UnreadableFile(f"{name}: {error.strerror}") from error


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{name}: neither UTF-8 nor GB18030 text; convert it to text first")
