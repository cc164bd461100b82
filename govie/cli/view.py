"""``govie view``: one page that shows what was read and where."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import govie
from govie.errors import GovieError
from govie.loaders import load, load_bytes
from govie.report import Report
from govie.view import page


def view(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Reports: text, HTML, DOCX, PDF, scans …; - is standard input."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the page is written.")
    ] = Path("report.html"),
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write one page to look at: each report's text, with what was read marked in it, beside its tables.

    The page is one file and needs no network. Several reports make one page with a list to choose from.
    Exit code: 0 if every file was read, 1 if some could not be.
    """
    reports: list[tuple[str, Report, str | None]] = []
    failed = 0
    for name in files:
        try:
            reports.append(_read(name))
        except GovieError as error:
            typer.echo(f"govie: {error}", err=True)
            failed += 1
    if reports:
        _write(output, page(reports))
        typer.echo(f"{output}: {len(reports)} of {len(files)} reports")
        if open_:
            webbrowser.open(output.resolve().as_uri())
    raise typer.Exit(1 if failed else 0)


def _read(name: str) -> tuple[str, Report, str | None]:
    """A file's name, the report in it with what its loader has to say, and its text."""
    loaded = load_bytes(sys.stdin.buffer.read()) if name == "-" else load(name)
    report = govie.extract(loaded.text)
    report = replace(report, warnings=(*report.warnings, *loaded.notes))
    return ("stdin" if name == "-" else Path(name).name), report, loaded.text


def _write(output: Path, content: str) -> None:
    try:
        output.write_text(content, encoding="utf-8")
    except OSError as error:
        typer.echo(f"govie: {output}: {error.strerror}", err=True)
        raise typer.Exit(1) from error
