"""``govie review``: serves pages to check and correct reports, and keeps the decisions in a file."""

from __future__ import annotations

import getpass
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from govie import batch, destination, own_files
from govie.cli.inputs import Limit, Model, OpenPage, found
from govie.cli.messages import say, say_some, stopping
from govie.decisions import sound
from govie.errors import UnreadableFile
from govie.extractor import load
from govie.panel import Panel, Record
from govie.review import Entry, Session, budget
from govie.review.pages import static_page
from govie.review.server import Server
from govie.worker import LIMIT, Job

_LOOKS = 50  # the number of looks for which the expected gain is printed at the start


Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="Reports, folders of them, or a panel.jsonl that govie extract --text wrote.",
    ),
]


def review(
    files: Files,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            "-d",
            help="The file of decisions; by default decisions.jsonl beside the panel, or in this folder.",
        ),
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(help="The name recorded with each decision; your login by default."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write a page instead of starting a server: it keeps the decisions in the browser, to be downloaded.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With -o: replace a page that govie made before.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0: any that is free.")
    ] = 0,
    open_: OpenPage = False,
    model: Model = None,
    limit: Limit = LIMIT,
) -> None:
    """Check and correct reports in the browser, those most likely to hold errors first.

    The page is served to this machine only. Every decision is added at once to a file of JSON lines, which
    `govie extract --corrections`, `Panel.corrected` and `govie train` read. End it with Ctrl-C.
    """
    if output is not None and (decisions or port or who):
        raise typer.BadParameter("with -o there is no server: decisions are kept in the browser")
    with stopping(output):
        path = decisions or _beside(files)
        if output is not None:
            destination.file(output, kinds=("page",), force=force)
        else:
            _checked(path)
        entries = [e for r in _records(files, model, limit) if (e := _entry(r)) is not None]
        if not entries:
            say("no report to review")
            raise typer.Exit(2)
        if output is not None:
            destination.write(output, static_page(entries))
            typer.echo(f"{output}: {len(entries)} reports")
            return
        session = Session(entries, path, _name(who))
        _summarize(session)
        _serve(session, port, open_)


def _name(who: str | None) -> str:
    if who is not None:
        return who
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return ""


def _beside(files: list[str]) -> Path:
    folder = Path(files[0]).parent if len(files) == 1 and _is_panel(files[0]) else Path()
    return folder / "decisions.jsonl"


def _is_panel(name: str) -> bool:
    return own_files.kind(Path(name)) == "panel"


def _checked(path: Path) -> None:
    """Raise unless ``path`` holds decisions, or can be created."""
    if not path.exists() or not path.stat().st_size:
        destination.file(path)
    elif own_files.kind(path) != "decisions":
        raise UnreadableFile(f"{path}: holds no decisions; name another file with --decisions")


def _records(files: list[str], model: str | None, limit: float) -> Iterator[Record]:
    if len(files) == 1 and _is_panel(files[0]):
        if Path(files[0]).suffix.lower() != ".jsonl":
            raise UnreadableFile(
                f"{files[0]}: give the .jsonl of this panel, or the reports themselves"
            )
        yield from panel(files[0])
        return
    names, _ = found(files)
    extractor = load(model)
    job = Job(str(extractor.folder), text=True, checksum=extractor.checksum)
    with tempfile.TemporaryDirectory() as folder:
        journal = batch.Journal(Path(folder) / "read.jsonl", names)
        journal.open(resume=False)
        say(f"reading {len(names):,} files")
        batch.run(journal, job, limit=limit)
        yield from journal.records()


def panel(name: str) -> tuple[Record, ...]:
    """The records in a panel's file, validated, since the file may come from anywhere."""
    try:
        records = Panel.read(name).records
        for record in records:
            if record.report is not None:
                sound.require(record.report, record.text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{name}: not a panel that govie extract wrote ({error})"
        raise UnreadableFile(message) from error
    return records


def _entry(record: Record) -> Entry | None:
    if record.report is None:
        say(f"{record.file}: {record.error}")
        return None
    entry = Entry.of(record)
    if entry is None:
        say(f"{record.file}: this panel does not say what it was read from; read the reports again")
    return entry


def _summarize(session: Session) -> None:
    """Print the faults of the file of decisions, and how much checking is expected to improve the reports."""
    say_some(session.notes(), "that are not applied")
    (found,) = budget((session.report(e)[0] for e in session.entries), [_LOOKS])
    say(
        f"{len(session.entries):,} reports; with {found.looks:,} more looks the expected number of "
        f"wrong values falls from {found.before:.0f} to {found.after:.0f}"
    )


def _serve(session: Session, port: int, open_: bool) -> None:
    with Server(session, port) as server:
        typer.echo(server.address)
        sys.stdout.flush()
        say(f"decisions are kept in {session.path}; Ctrl-C ends")
        if open_:
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("ended")
