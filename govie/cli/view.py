"""``govie view``: one page that shows what was read and where."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from govie import destination
from govie.cli import charts
from govie.cli.said import say, stop
from govie.errors import GovieError
from govie.files import find
from govie.reader import Reader
from govie.report import Report
from govie.view import page, panel_page
from govie.worker import LIMIT, Job


def view(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Reports, or folders of them: text, HTML, DOCX, PDF, scans …; - is standard input. "
            "Or a panel, .parquet .jsonl .csv .xlsx: its charts.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The page; report.html or panel.html if not given."),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a page that govie made before.")
    ] = False,
    limit: Annotated[float, typer.Option(min=1.0, help="Seconds for one file.")] = LIMIT,
) -> None:
    """Write one page to look at: each report's text, with what was read marked in it, beside its tables.

    The page is one file and needs no network. Several reports make one page with a list to choose from;
    a panel makes charts: requests and outcomes over the years, failing sums, missing cells.
    Exit code: 0 if every file was read, 1 if some could not be.
    """
    panel = any(charts.is_panel(Path(name)) for name in files)
    if panel and len(files) > 1:
        raise typer.BadParameter("a panel makes a page of its own: give it alone")
    output = output or Path("panel.html" if panel else "report.html")
    try:
        destination.file(output, kinds=("page",), force=force)
        failed = _panel(Path(files[0]), output) if panel else _reports(files, output, limit)
    except GovieError as error:
        raise stop(str(error)) from error
    except OSError as error:
        raise stop(f"{error.filename or output}: {error.strerror or error}") from error
    if open_ and output.exists():
        webbrowser.open(output.resolve().as_uri())
    raise typer.Exit(1 if failed else 0)


def _panel(path: Path, output: Path) -> int:
    """The page of a panel."""
    entries = charts.entries(path)
    _write(output, panel_page(path.name, entries))
    typer.echo(f"{output}: {len(entries)} reports")
    return 0


def _reports(files: list[str], output: Path, limit: float) -> int:
    """The page of reports; how many files could not be read."""
    reports: list[tuple[str, Report, str | None]] = []
    names, passed = find(files)
    for other in passed:
        say(f"{other.name}: passed over: {other.reason}")
    with Reader(Job(text=True), limit) as reader:
        for name in names:
            data = sys.stdin.buffer.read() if name == "-" else None
            record, _ = reader.read(name, data)
            if record.report is None:
                say(f"{'standard input' if name == '-' else name}: {record.error}")
                continue
            report = replace(record.report, warnings=(*record.report.warnings, *record.notes))
            shown = "stdin" if name == "-" else Path(name).name
            reports.append((shown, report, record.text))
    if reports:
        _write(output, page(reports))
        typer.echo(f"{output}: {len(reports)} of {len(names)} reports")
    return len(names) - len(reports)


def _write(output: Path, content: str) -> None:
    with destination.whole(output) as draft:
        draft.write_text(content, encoding="utf-8", errors="backslashreplace")
