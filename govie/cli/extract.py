"""``govie extract``: reads files and prints or writes the results."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from govie import batch, destination, toml
from govie.cli import inputs
from govie.cli.corrected import Applied
from govie.cli.inputs import Limit, Model
from govie.cli.messages import SHOWN, say, say_some, stop
from govie.cli.progress import progress
from govie.errors import GovieError
from govie.extractor import load
from govie.panel import columns, doubt, outputs
from govie.panel.checks import PanelCheck
from govie.panel.roster import Roster
from govie.reader import Reader
from govie.units.places import Table
from govie.worker import LIMIT, Job


class Format(str, Enum):
    """The format in which results are printed."""

    jsonl = "jsonl"
    table = "table"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Files and folders: text, HTML, DOCX, DOC, PDF, scans; - is standard input.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help=f"Write to this file, using all cores: {' '.join(outputs.writers())}.",
    ),
]
TableName = Annotated[
    str | None,
    typer.Option(
        help="Which table, for .parquet .csv .dta: wide (a row for each file, the default), doubts (values left out of wide,"
        " and why), long (a row for each cell), facts (counts of the prose), checks (sums that fail), panel (where"
        " reports contradict each other)."
    ),
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=1.0,
        help="Values of a lower confidence are left out of a wide table and listed in the table doubts; 0.9 by default.",
        show_default=False,
    ),
]
KeepDoubtful = Annotated[
    bool, typer.Option("--keep-doubtful", help="Keep doubtful values in the wide table.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace an output that govie wrote before.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Continue an interrupted run to the same output.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Number of processes; all cores by default.")
]
Text = Annotated[
    bool, typer.Option("--text", help="Keep each file's text in JSON Lines; offsets refer to it.")
]
PlaceFromPath = Annotated[
    bool,
    typer.Option(
        "--place-from-path",
        help="If an agency's name lacks its place, take it from the folders: 江苏省/淮安市/区审计局.html.",
    ),
]
Units = Annotated[
    Path | None,
    typer.Option(
        "--units",
        help="A CSV file. Columns file and code: the division code of each file or folder. Columns year and "
        "agency, code or unit_id: the reports that are expected, to list those missing.",
    ),
]
Corrections = Annotated[
    list[Path] | None,
    typer.Option(
        "--corrections",
        help="Apply the decisions in this file, which govie review wrote; may be repeated.",
    ),
]
PrintFormat = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="What is printed without -o: jsonl (the default), or table, for the terminal.",
    ),
]


def extract(
    paths: Paths,
    output: Output = None,
    table: TableName = None,
    min_confidence: MinConfidence = None,
    keep_doubtful: KeepDoubtful = False,
    force: Force = False,
    resume: Resume = False,
    workers: Workers = None,
    limit: Limit = LIMIT,
    text: Text = False,
    place_from_path: PlaceFromPath = False,
    units: Units = None,
    corrections: Corrections = None,
    model: Model = None,
    form: PrintFormat = None,
) -> None:
    """Read reports and print a line of JSON for each, or write all of them to one file with -o.

    Exit code: 0 if every file was read, 1 if some could not be, 2 if there is no output at all.
    """
    options = {
        "--table": table,
        "--force": force,
        "--resume": resume,
        "--workers": workers,
        "--min-confidence": min_confidence is not None,
        "--keep-doubtful": keep_doubtful,
    }
    _refuse_idle(output, table, form, text, options)
    limit_ = doubt.LIMIT if min_confidence is None else min_confidence
    target = Target(output, table or "wide", 0.0 if keep_doubtful else limit_) if output else None
    with _exit_on_fault(output):
        roster = _checked_units(units, target) if units is not None else None
        applied = Applied(corrections) if corrections else None
        if target is not None:
            destination.named(target.path)
            # a run that was interrupted between its output and its last step resumes without --force
            begun = resume and batch.Journal(target.path, ()).interrupted
            _checked(target, force or begun)
        found, passed = _found(paths, target)
        extractor = load(model)
        place_table = None if units is None else str(units)
        decisions = tuple(map(str, corrections or ()))
        folder, checksum = str(extractor.folder), extractor.checksum
        job = Job(folder, text, checksum, place_from_path, place_table, decisions)
        if target is None:
            failed = _print(found, form or Format.jsonl, job, limit, applied)
        else:
            failed = _write((found, passed), target, resume, workers, limit, job, applied, roster)
        if applied is not None:
            applied.summarize()
    raise typer.Exit(1 if failed else 0)


@contextmanager
def _exit_on_fault(output: Path | None) -> Iterator[None]:
    """Print why the command ends early, and end it with exit code 2."""
    try:
        yield
    except KeyboardInterrupt:
        say("interrupted" + ("" if output is None else "; --resume goes on from here"))
        raise typer.Exit(2) from None
    except GovieError as error:
        say(str(error))
        raise typer.Exit(2) from error
    except OSError as error:
        where = f"{error.filename or output}: " if error.filename or output else ""
        say(f"{where}{error.strerror or error}" + ("; --resume goes on" if output else ""))
        raise typer.Exit(2) from error


def _found(paths: list[str], target: Target | None) -> tuple[list[str], dict[str, str]]:
    """The files to read, and those that only get a row, by name with the reason; prints all that are passed over.

    The output of an earlier run to the same path, which is to be replaced, is neither.
    """
    written = outputs.files(target.path, target.table, target.limit) if target is not None else ()
    found, passed = inputs.found(paths, {*map(os.path.realpath, written)})
    if not found:
        say("no file to read")
        raise typer.Exit(2)
    return found, {p.name: p.message for p in passed if not p.hidden}


def _refuse_idle(
    output: Path | None,
    table: str | None,
    form: Format | None,
    text: bool,
    options: Mapping[str, object],
) -> None:
    """Raise ``BadParameter`` for an option that would have no effect together with the others."""
    ending = "" if output is None else output.suffix.lower()
    if output is None:
        idle = {name: "needs -o" for name, value in options.items() if value}
        if text and form is Format.table:
            idle["--text"] = "is for JSON Lines"
    else:
        idle = {"--format": "is for what is printed, without -o"} if form else {}
        if table and ending in outputs.ALL_TABLES:
            idle["--table"] = f"does nothing here: {ending} holds all tables"
        if ending == ".jsonl" or (table not in (None, "wide", "doubts") and ending != ".xlsx"):
            why = "is for the tables wide and doubts"
            names = ("--min-confidence", "--keep-doubtful")
            idle |= {name: why for name in names if options[name]}
        elif options["--keep-doubtful"] and (options["--min-confidence"] or table == "doubts"):
            idle["--keep-doubtful"] = "keeps all: nothing is left for --min-confidence or doubts"
        if text and ending != ".jsonl":
            idle["--text"] = "is for JSON Lines"
    for name, why in idle.items():
        raise typer.BadParameter(f"{name} {why}")


@dataclass(frozen=True, slots=True)
class Target:
    """The output of a run: where it goes, which table, and the confidence under which values are withheld."""

    path: Path
    table: str
    limit: float


def _checked_units(path: Path, target: Target | None) -> Roster | None:
    """The list of units and years in the file of ``--units``; ``None`` for a table of files only."""
    try:
        Table.read(path)
        roster = Roster.read(path)
    except ValueError as error:
        raise stop(str(error), 2) from error
    except OSError as error:
        raise stop(f"{path}: {error.strerror or error}", 2) from error
    if roster is not None and target is None:
        raise typer.BadParameter("--units with years, the reports that should be there, needs -o")
    if roster is not None:
        say_some(roster.uncertain, "uncertain")
    return roster


def _checked(target: Target, force: bool) -> None:
    """Check at the start everything about the output that would fail at the end of a run of hours."""
    output, table = target.path, target.table
    for path in outputs.files(output, table, target.limit):
        destination.file(path, kinds=("panel",), force=force)
    if output.suffix.lower() not in outputs.writers():
        say(f"{output}: an output ends in {', '.join(outputs.writers())}")
        raise typer.Exit(2)
    if table not in columns.tables():
        say(f"--table {table}: one of {', '.join(columns.tables())}")
        raise typer.Exit(2)
    outputs.require(output)


def _print(found: list[str], form: Format, job: Job, limit: float, applied: Applied | None) -> int:
    """Read one file after the other and print it; returns how many could not be read."""
    failed = 0
    with Reader(job, limit) as reader:
        for name in found:
            for record in inputs.records(reader, name):
                if applied is not None:
                    applied.seen(record)
                if record.report is None:
                    failed += 1
                elif form is Format.jsonl:
                    typer.echo(record.to_line(), nl=False)
                else:
                    from govie.cli.terminal import show

                    show(record.report, record.file)
    return failed


def _write(
    found: tuple[list[str], Mapping[str, str]],
    target: Target,
    resume: bool,
    workers: int | None,
    limit: float,
    job: Job,
    applied: Applied | None,
    roster: Roster | None,
) -> int:
    """Read with all cores, write to ``target``, print a summary; returns how many could not be read."""
    output = target.path
    settings = {
        "checksum": job.checksum,
        "text": job.text,
        "limit": limit,
        "from_path": job.from_path,
        "units": job.units,
    }
    if applied is not None:
        settings["corrections"] = applied.corrections.checksum
    read, passed = found
    journal = batch.Journal(output, [*read, *passed], settings, passed)
    journal.open(resume=resume)
    with progress(len(journal.files)) as bar:
        summary = batch.run(
            journal, job, workers=workers, limit=limit, seen=lambda s: bar(s.done, s.failed)
        )
    draft = journal.folder / "output.draft"
    plan = outputs.write(output, journal.records, target.table, draft, target.limit, roster)
    if applied is not None:
        for record in journal.records():
            applied.seen(record)
    _say_errors([(file, error) for file, error in plan.errors if file not in passed])
    journal.close()
    say(f"{_happened(summary)}; {output}")
    for content, words in (("no report", "no report"), ("no tables", "a report without tables")):
        if count := plan.contents[content]:
            say(f"{_files(count)} of them: {words} (column content)")
    if target.table == "wide" and output.suffix.lower() != ".jsonl":
        say(_withheld(output, plan))
    if plan.checks:
        say(f"panel checks: {_kinds(plan.checks)} (--table panel lists them)")
    return summary.failed


def _withheld(output: Path, plan: outputs.Plan) -> str:
    """A message on the values that the wide table withholds, and where they are listed."""
    values, withheld = plan.values, plan.withheld
    if not plan.limit:
        return f"doubtful values are kept among the {values:,} values"
    share = f" ({withheld / values:.1%})" if values else ""
    where = "sheet doubts" if output.suffix.lower() == ".xlsx" else outputs.doubts(output)
    return f"{withheld:,} of {values:,} values{share} withheld: confidence under {plan.limit:g}; {where}"


def _happened(summary: batch.Summary) -> str:
    """A message on how many files were read and how many failed."""
    over = f", {summary.passed:,} passed over" if summary.passed else ""
    before = f", {summary.resumed:,} of them before" if summary.resumed else ""
    files = _files(summary.files)
    return f"{files}, {summary.read:,} read, {summary.failed:,} not{over}{before}"


def _say_errors(errors: Sequence[tuple[str, str]]) -> None:
    """Print a line for each file that could not be read, at most ``SHOWN``."""
    for file, error in errors[:SHOWN]:
        say(f"{file}: {error}")
    if len(errors) > SHOWN:
        say(f"… and {len(errors) - SHOWN:,} more; see the column error")


def _kinds(found: list[PanelCheck]) -> str:
    """The number of checks of each kind that there is, in words."""
    words = toml.read("panel/checks.toml")
    counts = {kind: sum(check.kind == kind for check in found) for kind in words}
    return ", ".join(
        f"{count:,} {words[kind][1 + (count != 1)]}" for kind, count in counts.items() if count
    )


def _files(count: int) -> str:
    return f"{count:,} file{'s' * (count != 1)}"
