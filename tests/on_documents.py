"""Scores files of every kind: ``python tests/on_documents.py``. Writes docs/documents.md.

The corpus's configuration ``documents`` holds the same reports as DOCX, HTML, PDF and scan. Two kinds are
made of them here: text (what the DOCX loader gives, saved in GB18030) and DOC (by LibreOffice, where it is
installed). Needs pyarrow and ``govie[all]``; the scans take half a minute each.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring import same

import govie
from govie import loaders

ROOT = Path(__file__).parents[1]


def documents() -> Iterator[dict[str, Any]]:
    """The rows of the configuration; a scan's ``format`` is ``scan``."""
    from pyarrow import parquet

    for path in sorted((ROOT / "corpus" / "documents").glob("test-*.parquet")):
        for row in parquet.read_table(path).to_pylist():
            row["format"] = "scan" if row["layout"].startswith("scan") else row["format"]
            yield row


def made(row: dict[str, Any], kinds: set[str]) -> Iterator[tuple[str, bytes]]:
    """The kinds of file made of a row, with their bytes."""
    if row["format"] in kinds:
        yield row["format"], row["content"]
    if row["format"] == "docx" and "text" in kinds:
        text = loaders.load_bytes(row["content"]).text
        yield "text", text.encode("gb18030")
    if row["format"] == "docx" and "doc" in kinds and shutil.which("soffice"):
        yield "doc", _doc(row["content"])


def _doc(docx: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(docx)
        subprocess.run(
            (
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", "doc:MS Word 97", "--outdir", folder, str(source)),
            ),
            capture_output=True,
            check=True,
        )
        return source.with_suffix(".doc").read_bytes()


def score(row: dict[str, Any], data: bytes, count: Counter[str]) -> list[str]:
    """Read ``data``, add to ``count``, say what is wrong."""
    began = time.perf_counter()
    loaded = loaders.load_bytes(data)
    count["microseconds"] += int(1e6 * (time.perf_counter() - began))
    report = govie.extract(loaded.text)
    failed = {path for check in report.failed for path in check.paths}
    wrong = []
    for cell in row["cells"]:
        got = report.cells.get(cell["path"])
        value = got.value if got else None
        ok = same(cell["value"], value)
        telling = cell["value"] not in (None, 0) or value not in (None, 0)
        count["cells"] += 1
        count["right"] += ok
        count["telling"] += telling
        count["telling right"] += telling and ok
        if not ok:
            silent = bool(got and value is not None and got.confidence >= 0.9)
            silent &= cell["path"] not in failed
            count["silent"] += silent
            wrong.append(f"{'SILENT ' * silent}{cell['path']}: {cell['value']} got {got}")
    count["reports"] += 1
    count["whole"] += not wrong
    sections = {s.name for s in report.sections}
    count["sections"] += len(row["sections"])
    count["sections right"] += sum(s["name"] in sections for s in row["sections"])
    for key in ("agency", "year", "form"):
        ok = str(getattr(report, key)) == str(row[key])
        count["meta"] += 1
        count["meta right"] += ok
        if not ok:
            wrong.append(f"{key}: {row[key]} got {getattr(report, key)}")
    return wrong


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("kinds", nargs="*", default=["docx", "html", "pdf", "scan", "text", "doc"])
    options.add_argument("--show", action="store_true", help="print what is wrong, write nothing")
    asked = options.parse_args()
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in asked.kinds}
    for row in documents():
        for kind, data in made(row, set(asked.kinds)):
            wrong = score(row, data, counts[kind])
            if asked.show and wrong:
                print(row["id"], kind, row["layout"], len(wrong))
                print("\n".join(f"    {w}" for w in wrong[:8]))
    lines = [
        "# Files of every kind",
        "",
        f"Written by `python tests/on_documents.py`; govie {govie.__version__}. The same reports (corpus, configuration",
        "`documents`) as different files. A silent error is a wrong value with confidence ≥ 0.9 that no failed check",
        "names. Seconds: to load a file, one core of x86_64, without reading it.",
        "",
        "| kind | reports | whole | cells right | right of those not 0 | silent errors | sections | agency, year, form | seconds |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_line(kind, count) for kind, count in counts.items() if count["reports"]),
    ]
    print("\n".join(lines))
    if not asked.show:
        (ROOT / "docs" / "documents.md").write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def _line(name: str, c: Counter[str]) -> str:
    def share(key: str) -> float:
        return c[f"{key} right"] / max(1, c[key])

    return (
        f"| {name} | {c['reports']} | {c['whole']} | {c['right'] / max(1, c['cells']):.4f} "
        f"| {share('telling'):.4f} | {c['silent']} | {share('sections'):.3f} | {share('meta'):.3f} "
        f"| {c['microseconds'] / 1e6 / c['reports']:.3f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
