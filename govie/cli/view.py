"""``govie view``: one page that shows what was read and where."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import govie
from govie.cli import charts
from govie.errors import GovieError
from govie.files import with_doubts
from govie.loaders import load, load_bytes
from govie.report import Report
from govie.view import page, panel_page


def view(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Reports: text, HTML, DOCX, PDF, scans …; - is standard input. "
            "Or a panel, .parquet or .jsonl: its charts.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The page; report.html or panel.html if not given."),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write one page to look at: each report's text, with what was read marked in it, beside its tables.

    The page is one file and needs no network. Several reports make one page with a list to choose from;
    a panel makes charts: requests and outcomes over the years, failing sums, missing cells.
    Exit code: 0 if every file was read, 1 if some could not be.
    """
    if any(Path(name).suffix.lower() in charts.ENDINGS for name in files):
        if len(files) > 1:
            raise typer.BadParameter("a panel makes a page of its own: give it alone")
        failed = _panel(Path(files[0]), output or Path("panel.html"), open_)
    else:
        failed = _reports(files, output or Path("report.html"), open_)
    raise typer.Exit(1 if failed else 0)


def _panel(path: Path, output: Path, open_: bool) -> int:
    """The page of a panel; 1 if it could not be read."""
    try:
        entries = charts.entries(path)
    except GovieError as error:
        typer.echo(f"govie: {error}", err=True)
        return 1
    _write(output, panel_page(path.name, entries), open_)
    typer.echo(f"{output}: {len(entries)} reports")
    return 0


def _reports(files: list[str], output: Path, open_: bool) -> int:
    """The page of reports; how many files could not be read."""
    reports: list[tuple[str, Report, str | None]] = []
    for name in files:
        try:
            reports.append(_read(name))
        except GovieError as error:
            typer.echo(f"govie: {error}", err=True)
    if reports:
        _write(output, page(reports), open_)
        typer.echo(f"{output}: {len(reports)} of {len(files)} reports")
    return len(files) - len(reports)


def _read(name: str) -> tuple[str, Report, str | None]:
    """A file's name, the report in it with what its loader has to say, and its text."""
    loaded = load_bytes(sys.stdin.buffer.read()) if name == "-" else load(name)
    report = with_doubts(govie.extract(loaded.text), loaded)
    report = replace(report, warnings=(*report.warnings, *loaded.notes))
    return ("stdin" if name == "-" else Path(name).name), report, loaded.text


def _write(output: Path, content: str, open_: bool) -> None:
    try:
        output.write_text(content, encoding="utf-8")
    except OSError as error:
        typer.echo(f"govie: {output}: {error.strerror}", err=True)
        raise typer.Exit(1) from error
    if open_:
        webbrowser.open(output.resolve().as_uri())
