"""``govie extract``: files in, results out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from govie import batch, files, loaders
from govie.errors import GovieError
from govie.extractor import load
from govie.panel import Record, columns, outputs
from govie.panel.checks import Key, PanelCheck, check
from govie.units.places import Table
from govie.worker import Job

_SHOWN = 20  # files that could not be read


class Format(str, Enum):
    """How results are printed."""

    jsonl = "jsonl"
    table = "table"


def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files and folders: text, HTML, DOCX, DOC, PDF, scans; - is standard input.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write to this file: .jsonl .parquet .csv .xlsx .dta; all cores."
        ),
    ] = None,
    table: Annotated[
        str,
        typer.Option(help="Which table, for .parquet .csv .dta: wide, long, facts, checks, panel."),
    ] = "wide",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interrupted run to the same output.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores if left out.")
    ] = None,
    limit: Annotated[float, typer.Option(min=1.0, help="Seconds for one file.")] = batch.LIMIT,
    text: Annotated[
        bool, typer.Option("--text", help="Keep each file's text in .jsonl: offsets refer to it.")
    ] = False,
    place_from_path: Annotated[
        bool,
        typer.Option(
            "--place-from-path",
            help="Folders say which place a name without one is of: 江苏省/淮安市/区审计局.html.",
        ),
    ] = False,
    units: Annotated[
        Path | None,
        typer.Option(
            "--units", help="A CSV file with the columns file and code: a file's or folder's place."
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model directory.")] = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format", "-f", help="Printed: JSON Lines, or tables to read in the terminal."
        ),
    ] = Format.jsonl,
) -> None:
    """Read reports: one JSON object a line, tables in the terminal, or with -o one file of all.

    Exit code: 0 if every file was read, 1 if some could not be, 2 if there is no output.
    """
    job = Job(model, text, place_from_path, str(units) if units is not None else None)
    try:
        if units is not None:
            _checked_units(units)
        found, passed = files.find(paths)
        if passed:
            _say(f"{_counted(passed, 'file')} of other kinds passed over")
        if not found:
            _say("no file to read")
            raise typer.Exit(2)
        if output is None:
            failed = _print(found, form, job)
        else:
            _checked(output, table)
            failed = _write(found, output, table, resume, workers, limit, job)
    except KeyboardInterrupt:
        _say("interrupted" + ("" if output is None else "; --resume goes on from here"))
        raise typer.Exit(2) from None
    except GovieError as error:
        _say(str(error))
        raise typer.Exit(2) from error
    except OSError as error:
        where = f"{error.filename or output}: " if error.filename or output else ""
        _say(f"{where}{error.strerror or error}" + ("; --resume goes on" if output else ""))
        raise typer.Exit(2) from error
    raise typer.Exit(1 if failed else 0)


def _say(words: str) -> None:
    typer.echo(f"govie: {words}", err=True)


def _checked_units(path: Path) -> None:
    try:
        Table.read(path)
    except ValueError as error:
        _say(str(error))
        raise typer.Exit(2) from error


def _checked(output: Path, table: str) -> None:
    """What would fail at the end of a run of hours fails before it."""
    if output.suffix.lower() not in outputs.writers():
        _say(f"{output}: an output ends in {', '.join(outputs.writers())}")
        raise typer.Exit(2)
    if table not in columns.tables():
        _say(f"--table {table}: one of {', '.join(columns.tables())}")
        raise typer.Exit(2)
    outputs.require(output)
    if not output.parent.is_dir():
        _say(f"{output.parent}: no such folder")
        raise typer.Exit(2)


def _print(found: list[str], form: Format, job: Job) -> int:
    """Read one file after the other and print; how many could not be read."""
    extractor = load(job.model) if job.model else load()
    failed = 0
    for name in found:
        try:
            if name == "-":
                loaded = loaders.load_bytes(sys.stdin.buffer.read())
            else:
                loaded = loaders.load(name)
        except GovieError as error:
            _say(str(error) if name != "-" else f"standard input: {error}")
            failed += 1
            continue
        reports = files.every(extractor, extractor.extract(loaded.text))
        for number, read in enumerate(reports, 1):
            which = name if number == 1 else f"{name}#{number}"
            report = job.placed(files.with_doubts(read, loaded), name)
            if form is Format.jsonl:
                kept = loaded.text if job.text else None
                record = Record(
                    which, report, None, loaded.kind, loaded.encoding, loaded.notes, kept
                )
                typer.echo(record.to_line(), nl=False)
            else:
                from govie.terminal import show

                show(report, which)
    return failed


def _write(
    found: list[str],
    output: Path,
    table: str,
    resume: bool,
    workers: int | None,
    limit: float,
    job: Job,
) -> int:
    """Read with all cores, write ``output``, say what happened; how many could not be read."""
    journal = batch.Journal(output, found, asdict(job))
    journal.open(resume=resume)
    with _progress(len(found)) as seen:
        summary = batch.run(journal, job, workers=workers, limit=limit, seen=seen)
    outputs.write(output, journal.records, table)
    across = check(
        key for record in _told(journal.records()) if (key := Key.of(record)) is not None
    )
    journal.close()
    before = f", {summary.resumed:,} of them before" if summary.resumed else ""
    _say(
        f"{_counted(summary.files, 'file')}, {summary.read:,} read, {summary.failed:,} not{before}; {output}"
    )
    if across:
        _say(f"panel checks: {_kinds(across)} (--table panel lists them)")
    return summary.failed


@contextmanager
def _progress(files: int) -> Iterator[Callable[[batch.Summary], None]]:
    """A bar with rate and time left, on a terminal; what it gives is told of each part."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with progress:
        bar = progress.add_task("reading", total=files, rate="")

        def seen(now: batch.Summary) -> None:
            speed = progress.tasks[0].speed
            rate = f"{speed:.0f} files/s" if speed else ""
            if now.failed:
                rate += f", {now.failed:,} failed"
            progress.update(bar, completed=now.read + now.failed, rate=rate)

        yield seen


def _told(records: Iterator[Record]) -> Iterator[Record]:
    """``records``; on the way a line for each file that could not be read, but not for thousands."""
    failed = 0
    for record in records:
        if record.error is not None:
            failed += 1
            if failed <= _SHOWN:
                _say(f"{record.file}: {record.error}")
        yield record
    if failed > _SHOWN:
        _say(f"… and {failed - _SHOWN:,} more; see the column error")


def _kinds(found: list[PanelCheck]) -> str:
    """How many checks of each kind, those of none left out."""
    words = {
        "carried": ("carry-over that differs", "carry-overs that differ"),
        "duplicate": ("report that comes several times", "reports that come several times"),
        "spelling": ("name spelled several ways", "names spelled several ways"),
    }
    counts = {kind: sum(check.kind == kind for check in found) for kind in words}
    return ", ".join(
        f"{count:,} {words[kind][count != 1]}" for kind, count in counts.items() if count
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
