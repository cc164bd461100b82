"""Demonstrates correcting and retraining from end to end: ``python -m training.loop OUT``.

Forty reports are written in a layout that no route of the corpus has, that of a content system's data
interface: it names the rows of the request table in its own words (``loop.toml``), and leaves out rows of
zeros. The shipped model reads all forty. Twenty are corrected from gold in the page of ``govie review``
itself, in headless Chromium, by keyboard and mouse; the shipped model is fine-tuned on these decisions; then
both models read the other twenty, and the sample of the corpus that the gate reads. All results are printed.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import govie
from govie import arithmetic, toml
from govie.annotations import Annotation, Cell, Section
from govie.bench import versus
from govie.decisions import digest
from govie.form import Form, Table, forms, sections
from govie.review import Entry, Session
from govie.review.server import Server
from govie.train.gains import MEASURES
from training import chromium
from training.gate import records

REPORTS, CORRECTED = 40, 20
SEED = 29
_PLACES = ("青禾", "临溪", "白塔", "松桥", "云岭", "石滩", "柳河", "东屏", "北桥", "南浦")
_PROSE = "全年通过政府网站主动公开政府信息{}条，其中政策文件{}条。"


@dataclass(slots=True)
class _Text:
    """A text in the making, with the cells that it prints."""

    content: str = ""
    cells: list[Cell] | None = None

    def figure(self, path: str, value: int, factor: int = 1) -> None:
        """Print a figure; ``factor``: money is printed in ten thousands."""
        start = len(self.content)
        self.content += str(value)
        assert self.cells is not None
        self.cells.append(Cell(path, value * factor, "read", start, len(self.content)))


def reports(count: int, seed: int) -> list[Annotation]:
    """So many reports in the layout, with gold."""
    rng = random.Random(seed)
    names = toml.parse(Path(__file__).with_name("loop.toml").read_text("utf-8"))["rows"]
    return [_report(f"{n + 1:02d}.txt", names, rng) for n in range(count)]


def _report(name: str, names: dict[str, str], rng: random.Random) -> Annotation:
    form = forms()["2021"]
    values = _values(form, rng)
    agency = f"{rng.choice(_PLACES)}县{rng.choice(_PLACES)}镇人民政府"
    year = rng.choice((2021, 2022, 2023, 2024))
    text = _Text(f"{agency}{year}年政府信息公开工作年度报告\n", [])
    outline = []
    for number, section in enumerate(sections()):
        heading = f"{'一二三四五六'[number]}、{section.label}"
        outline.append(Section(section.name, heading, len(text.content)))
        text.content += heading + "\n"
        tables = [t for t in form.tables if t.section == section.name]
        for table in tables:
            _print(text, table, values, names if table.name == "requests" else {})
        if not tables:
            text.content += _PROSE.format(rng.randint(60, 90), rng.randint(5, 40)) + "\n"
    cells = {c.path: c for c in text.cells or ()}
    ordered = tuple(cells[c.path] for c in form.cells)
    return Annotation(
        name,
        text.content,
        agency=agency,
        year=year,
        form="2021",
        sections=tuple(outline),
        cells=ordered,
    )


def _values(form: Form, rng: random.Random) -> dict[str, int]:
    """Figures that keep the form's sums: what is free is drawn, what is a sum follows."""
    wholes = {p for rule in arithmetic.rules(form) if rule.kind == "sum" for p in rule.whole}
    values = {
        c.path: 0 if c.path in wholes or rng.random() < 0.55 else rng.randint(1, 60)
        for c in form.cells
    }
    rules = arithmetic.rules(form)
    for row in {c.row for c in form.cells if c.table.name == "requests"}:
        if rng.random() < 0.4:
            values |= {c.path: 0 for c in form.cells if c.table.name == "requests" and c.row == row}
    table = next(t for t in form.tables if t.name == "requests")
    for column in range(len(table.columns)):
        handed = [r for r in rules if r.kind == "balance" and table.path(0, column) in r.parts]
        outcome = next(
            r
            for r in rules
            if r.kind == "sum" and r.name.startswith(f"requests.*.{table.columns[column].key}")
        )
        values[outcome.whole[0]] = sum(values[p] for p in outcome.parts)
        first, second = handed[0].parts
        values[second] = min(values[second], sum(values[p] for p in handed[0].whole))
        values[first] = sum(values[p] for p in handed[0].whole) - values[second]
    for rule in rules:
        if rule.kind == "sum" and "columns add up" in rule.name:
            values[rule.whole[0]] = sum(values[p] for p in rule.parts)
    return values


def _print(text: _Text, table: Table, values: dict[str, int], names: dict[str, str]) -> None:
    """A row a line, tabs between; the flat table's figures stand in one line."""
    if not text.content.rstrip().endswith(table.label):  # the section's heading says it already
        text.content += table.label + "\n"
    heads = [c.text for c in table.columns]
    if table.flat:
        text.content += "\t".join(r.text for r in table.rows) + "\n"
        text.content += "\t".join(heads * len(table.rows)) + "\n"
    else:
        text.content += "\t".join(["信息内容" if not names else "申请人情况", *heads]) + "\n"
    for r, row in enumerate(table.rows):
        paths = [table.path(r, c) for c in range(len(table.columns))]
        if names and not any(values[p] for p in paths):
            text.cells = [*(text.cells or ()), *(Cell(p, None, "missing") for p in paths)]
            continue
        if not table.flat:
            text.content += names.get(row.key, row.text) + "\t"
        for c, column in enumerate(table.columns):
            path = table.path(r, c)
            text.figure(path, values[path], column.multiplier)
            last = c == len(table.columns) - 1 and (not table.flat or r == len(table.rows) - 1)
            text.content += "\n" if last else "\t"


def correct(known: Sequence[Annotation], path: Path) -> dict[str, float]:
    """Correct ``known`` in the page, as a person does who sees what gold says; what it took."""
    from playwright.sync_api import sync_playwright

    extractor = govie.load()
    found = extractor.extract_many(one.text for one in known)
    entries = [
        Entry(one.id, report, one.text, digest(one.text), None)
        for one, report in zip(known, found, strict=True)
    ]
    began = time.monotonic()
    steps = 0
    with Server(Session(entries, path, "demonstration")) as server, sync_playwright() as engine:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = engine.chromium.launch(executable_path=_chromium(), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        for number, one in enumerate(known):
            page.goto(f"{server.address}report/{number}")
            for row in _wrong_rows(entries[number].report, one):
                if row[0].start is None:
                    page.focus(f"[data-path='{row[0].path}']")
                    page.keyboard.press("Shift+M")
                    _kept(page)
                else:
                    _drag_row(page, row)
                steps += 1
            page.keyboard.press("d")
            _kept(page)
        browser.close()
        server.shutdown()
    return {"rows": steps, "seconds": time.monotonic() - began}


def _chromium() -> str:
    if chromium.PROGRAM is None:
        raise SystemExit("there is no chromium here; CHROMIUM names one")
    return chromium.PROGRAM


def _wrong_rows(report: govie.Report, gold: Annotation) -> Iterator[list[Cell]]:
    """Rows of which a cell is misread, or read elsewhere than it stands."""
    rows: dict[str, list[Cell]] = {}
    for cell in gold.cells or ():
        rows.setdefault(cell.path.rpartition(".")[0], []).append(cell)
    for row in rows.values():
        if any(
            report.cells[c.path].value != c.value or report.cells[c.path].start != c.start
            for c in row
        ):
            yield row


def _drag_row(page: Any, row: Sequence[Cell]) -> None:
    """Open the row's first cell, drag over the row's figures in the text, save."""
    page.focus(f"[data-path='{row[0].path}']")
    page.keyboard.press("e")
    box = page.evaluate(
        "([a, b]) => { window.govie.places.select(a, b); const r = getSelection().getRangeAt(0)"
        ".getClientRects(); getSelection().removeAllRanges(); const f = r[0], l = r[r.length - 1];"
        " return [f.left, f.top + f.height / 2, l.right, l.top + l.height / 2] }",
        [row[0].start, row[-1].end],
    )
    page.mouse.move(box[0] + 0.5, box[1])
    page.mouse.down()
    page.mouse.move(box[2] - 0.5, box[3], steps=3)
    page.mouse.up()
    page.keyboard.press("Enter")
    _kept(page)


def _kept(page: Any) -> None:
    page.wait_for_function(
        "() => document.querySelector('#said').textContent.includes('已保存')", timeout=60_000
    )
    page.evaluate("() => document.querySelector('#said').replaceChildren()")


def _compare(what: str, model: Path, known: Sequence[Annotation]) -> None:
    print(f"\n{what}: before → after")
    for name, found in versus(govie.load(), govie.load(model), known).items():
        if name in MEASURES and found.a == found.a:
            print(
                f"  {name:<32} {found.a:9.4f} → {found.b:9.4f}  {found.verdict.replace('B is', 'after is').replace('A is', 'before was')}"
            )


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m training.loop", description=__doc__)
    parser.add_argument(
        "out", type=Path, help="a folder that does not exist: texts, decisions, the model"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the reports")
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parents[1] / "corpus")
    options = parser.parse_args(arguments)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    known = reports(REPORTS, options.seed)
    for one in known:
        (out / one.id).write_text(one.text, "utf-8")
    decisions = out / "decisions.jsonl"
    if not decisions.exists():  # else a run that was ended after its corrections goes on
        took = correct(known[:CORRECTED], decisions)
        print(
            f"{CORRECTED} reports: {took['rows']:.0f} rows corrected in the page, {took['seconds']:.0f} s",
            flush=True,
        )
    print(f"{_unlike(decisions, known[:CORRECTED])} of their cells are not as gold has them")
    line = [
        sys.executable,
        "-m",
        "govie",
        "train",
        "decisions.jsonl",
        "--from",
        "default",
        "--out",
        "mine",
    ]
    print(f"\n$ govie {' '.join(line[3:])}", flush=True)
    subprocess.run(line, cwd=out, check=True, env={**os.environ, "COLUMNS": "110", "TERM": "dumb"})
    _compare(f"the other {REPORTS - CORRECTED} reports", out / "mine", known[CORRECTED:])
    _compare("the gate's sample of the corpus", out / "mine", [*records(options.corpus)])
    return 0


def _unlike(decisions: Path, known: Sequence[Annotation]) -> int:
    """How many cells of the corrected reports are not as gold has them."""
    from govie.decisions import Corrections, taught

    found, left = taught(Corrections.read(decisions))
    assert not left, left
    by_id = {one.id: {c.path: c for c in one.cells or ()} for one in found}
    return sum(by_id[one.id][c.path].value != c.value for one in known for c in one.cells or ())


if __name__ == "__main__":
    sys.exit(main())
