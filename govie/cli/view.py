"""``govie view``: writes a page that shows the extracted values and where they stand in the text."""

from __future__ import annotations

import os
import re
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from govie import destination, own_files
from govie.cli.inputs import OpenPage, found, records
from govie.cli.messages import stopping
from govie.cli.progress import progress
from govie.panel import Record
from govie.panel import inputs as panels
from govie.reader import Reader
from govie.report import Report
from govie.view import page, panel_page
from govie.worker import LIMIT, Job

_FEW = 30  # reports on one page; more get a page each, and one page of lists and charts


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
        typer.Option(
            "--output", "-o", help="The page to write; report.html or panel.html by default."
        ),
    ] = None,
    pages: Annotated[
        bool,
        typer.Option(
            "--pages",
            help="For a panel: read its files again and write a page for each report into a folder beside the "
            f"page. With more than {_FEW} reports this is always done.",
        ),
    ] = False,
    open_: OpenPage = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a page that govie made before.")
    ] = False,
    limit: Annotated[
        float | None,
        typer.Option(min=1.0, help=f"Time limit for one file, in seconds; {LIMIT:.0f} by default."),
    ] = None,
) -> None:
    """Write a web page that shows each report's text, with every value read marked in it, beside its tables.

    The page is one file and needs no network. Several reports share one page with a list to choose from. For a
    panel, or for many reports, the page has a searchable list of the reports to check first, the contradictions
    between years, and charts of requests and outcomes over the years, failing sums and missing cells.
    Exit code: 0 if every file was read, 1 if some could not be.
    """
    panel = any(panels.is_panel(Path(name)) for name in files)
    if panel and len(files) > 1:
        raise typer.BadParameter("a panel makes a page of its own: give it alone")
    if panel and not pages and limit is not None:
        raise typer.BadParameter("--limit is for files that are read: reports, or --pages")
    read = _panel if panel else _reports
    with stopping(output):
        failed, made = read(files, output, pages, force, LIMIT if limit is None else limit)
    if open_ and made.exists():
        webbrowser.open(made.resolve().as_uri())
    raise typer.Exit(1 if failed else 0)


def _panel(
    files: Sequence[str], output: Path | None, pages: bool, force: bool, limit: float
) -> tuple[int, Path]:
    """Write the page of a panel, with ``pages`` also those of its reports; returns the number of failed files and the
    page's path."""
    (name,) = files
    output = output or Path("panel.html")
    destination.file(output, kinds=("page",), force=force)
    if pages:
        _free(output, force)
    seen = panels.read(Path(name))
    links: dict[str, str] = {}
    failed = 0
    if pages:
        names = [re.sub(r"#\d+$", "", entry.file) for entry, _ in seen if not entry.error]
        failed = _paged([*dict.fromkeys(names)], output, limit, links, [])
    _put(output, Path(name).name, seen, links)
    return failed, output


def _reports(
    files: Sequence[str], output: Path | None, pages: bool, force: bool, limit: float
) -> tuple[int, Path]:
    """Write the page of reports; returns the number of failed files and the page's path."""
    names, passed = found(files)
    many = pages or len(names) > _FEW
    output = output or Path("panel.html" if many else "report.html")
    destination.file(output, kinds=("page",), force=force)
    if many:
        _free(output, force)
        seen: list[panels.Seen] = []
        links: dict[str, str] = {}
        failed = _paged(names, output, limit, links, seen)
        for other in passed:
            if not other.hidden:
                seen.append(panels.of_record(Record(other.name, None, other.message)))
        if len(links):
            _put(output, ", ".join(files), seen, links)
        return failed, output
    read = [*_read(names, limit)]
    reports = [(_title(r.file), _noted(r), r.text) for r in read if r.report is not None]
    if reports:
        destination.write(output, page(reports))
        typer.echo(f"{output}: {len(reports)} of {len(read)} reports")
    return len(read) - len(reports), output


def _title(name: str) -> str:
    return "stdin" if name == "-" else Path(name).name


def _noted(record: Record) -> Report:
    """The report with its loader's notes added to its warnings."""
    report = record.full_report()
    return replace(report, warnings=(*report.warnings, *record.notes))


def _read(names: Sequence[str], limit: float) -> Iterator[Record]:
    """The records of each file; for a file that cannot be read one with the reason, which is printed as well."""
    with Reader(Job(text=True), limit) as reader, progress(len(names)) as bar:
        failed = 0
        for number, name in enumerate(names):
            for record in records(reader, name):
                failed += record.report is None
                yield record
            bar(number + 1, failed)


def _folder(output: Path) -> Path:
    return output.with_name(f"{output.stem}.pages")


def _free(output: Path, force: bool) -> None:
    """Raise ``RefusedOutput`` where the folder for the reports' pages holds anything but such pages."""

    def ours(folder: Path) -> str | None:
        strange = [entry.name for entry in folder.iterdir() if own_files.kind(entry) != "page"]
        return f"holds {min(strange)}, which is no page of govie's" if strange else None

    destination.folder(_folder(output), force=force, ours=ours)


def _paged(
    names: Sequence[str], output: Path, limit: float, links: dict[str, str], seen: list[panels.Seen]
) -> int:
    """Write a page for each report into the folder beside ``output``; returns the number of failed files.

    Adds to ``links`` the address of each page by the record's file, to ``seen`` the entries of the panel's page.
    """
    failed = 0
    with destination.whole_folder(_folder(output)) as draft:
        for number, record in enumerate(_read(names, limit), 1):
            seen.append(panels.of_record(record))
            if record.report is None:
                failed += 1
                continue
            made = f"{number:06d}.html"
            content = page([(_title(record.file), _noted(record), record.text)])
            (draft / made).write_text(content, encoding="utf-8", errors="backslashreplace")
            links[record.file] = f"{quote(_folder(output).name)}/{made}"
    return failed


def _put(output: Path, name: str, seen: Sequence[panels.Seen], links: dict[str, str]) -> None:
    """Write the page of a panel; a report without a page of its own is linked to its file."""
    entries = [
        replace(entry, href=links.get(entry.file) or _to_file(entry.file, output))
        for entry, _ in panels.kept(seen)
    ]
    destination.write(output, panel_page(name, entries, panels.remarks(seen)))
    typer.echo(f"{output}: {sum(not entry.error for entry in entries)} reports")


def _to_file(name: str, output: Path) -> str:
    """The address of a file relative to the page; empty if there is no such file."""
    try:
        if not Path(name).is_file():
            return ""
        return "./" + quote(Path(os.path.relpath(name, output.absolute().parent)).as_posix())
    except (OSError, ValueError):
        return ""
