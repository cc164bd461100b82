"""A small corpus, built with what is pure Python, held to everything that the corpus promises."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

for module in (
    "docx",
    "docx2txt",
    "lxml",
    "bs4",
    "inscriptis",
    "html2text",
    "pyarrow",
    "rapidfuzz",
    "rich",
):
    pytest.importorskip(module)

import pyarrow.parquet as pq  # noqa: E402

from govie.form import forms  # noqa: E402
from training.corpus import build, gold, plan, survey  # noqa: E402
from training.corpus.documents_set import undated  # noqa: E402
from training.corpus.report import PrintedCell  # noqa: E402
from training.corpus.routes import ROUTES, RouteFailed  # noqa: E402
from training.corpus.routes.registry import run  # noqa: E402

PURE = (
    "docx-cell-lines", "docx-tabs", "docx-tabs-once", "docx-paragraphs", "docx2txt",
    "lxml-text-content", "bs4-nothing", "bs4-lines", "bs4-spaces", "bs4-tabs",
    "inscriptis", "html2text", "html2text-padded",
)  # fmt: skip
REPORTS = 20


def built(out: Path) -> dict[str, list[dict[str, Any]]]:
    arguments = [
        "--out",
        str(out),
        "--reports",
        str(REPORTS),
        "--routes",
        ",".join(PURE),
        "--processes",
        "1",
    ]
    assert build.main([*arguments, "--narratives", "300", "--documents", "0"]) == 0
    splits: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((out / "reports").glob("*.parquet")):
        splits.setdefault(path.name.split("-")[0], []).extend(pq.read_table(path).to_pylist())
    return splits


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus")
    built(out)
    return out


@pytest.fixture(scope="module")
def rows(corpus: Path) -> list[dict[str, Any]]:
    return [
        row
        for path in sorted((corpus / "reports").glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def test_nearly_everything_is_kept(rows: list[dict[str, Any]]) -> None:
    train = [row for row in rows if row["split"] == "train"]
    planned = [r for c in plan.chunks(REPORTS, 1, PURE) for r in c.recipes if r.split == "train"]
    assert len(train) >= 0.9 * sum(len(r.routes) for r in planned)
    assert len(planned) == REPORTS
    assert {row["split"] for row in rows} == {"train", "validation", "test"}


def test_every_offset_prints_its_value(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert [c["path"] for c in row["cells"]] == [c.path for c in forms()[row["form"]].cells]
        for cell in row["cells"]:
            assert (cell["status"] == "read") == (cell["start"] is not None)
            if cell["start"] is not None:
                stretch = row["text"][cell["start"] : cell["end"]]
                assert gold.prints(stretch, PrintedCell(cell["value"], stretch, stretch)), (
                    row["id"],
                    cell,
                )


def test_no_stretch_belongs_to_two_cells(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        spans = sorted((c["start"], c["end"]) for c in row["cells"] if c["start"] is not None)
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), row["id"]


def test_cells_stand_in_the_forms_order_where_the_route_keeps_it(
    rows: list[dict[str, Any]],
) -> None:
    kept = [
        row for row in rows if row["route"] in ("docx-cell-lines", "docx2txt", "docx-tabs-once")
    ]
    assert kept
    for row in kept:
        starts = [c["start"] for c in row["cells"] if c["start"] is not None]
        assert starts == sorted(starts), row["id"]


def test_facts_and_sections_stand_where_they_say(rows: list[dict[str, Any]]) -> None:
    assert sum(len(row["facts"]) for row in rows) > 3 * len(rows)
    for row in rows:
        for fact in row["facts"]:
            stretch = "".join(row["text"][fact["start"] : fact["end"]].split())
            # 条（次） is read as 条; money is in 元 whatever unit is printed.
            assert fact["unit"] in (None, "元") or fact["unit"] in stretch, (row["id"], fact)
        for section in row["sections"]:
            assert row["text"][section["start"]] == section["heading"][0]


def test_splits_share_no_agency_and_train_has_no_route_that_is_held_back(
    rows: list[dict[str, Any]],
) -> None:
    agencies: dict[str, set[str]] = {}
    for row in rows:
        agencies.setdefault(row["split"], set()).add(row["agency"])
        assert not (ROUTES[row["route"]].held_back and row["split"] != "test")
    assert not agencies["train"] & agencies["test"]
    assert not agencies["train"] & agencies["validation"]
    assert any(row["held_back"] for row in rows)


def test_the_same_seed_gives_the_same_corpus(corpus: Path, tmp_path: Path) -> None:
    again = built(tmp_path)
    for split, found in again.items():
        first = [
            r
            for p in sorted((corpus / "reports").glob(f"{split}-*"))
            for r in pq.read_table(p).to_pylist()
        ]
        assert first == found


def test_a_build_goes_on_where_it_stopped(tmp_path: Path) -> None:
    from rich.console import Console

    chunks = plan.chunks(3, 5, PURE[:4])
    quiet = Console(quiet=True)
    build.build_parts(chunks[:1], tmp_path, processes=1, console=quiet)
    stamp = (tmp_path / f"{chunks[0].name}.parquet").stat().st_mtime_ns
    build.build_parts(chunks, tmp_path, processes=1, console=quiet)
    assert (tmp_path / f"{chunks[0].name}.parquet").stat().st_mtime_ns == stamp
    assert all((tmp_path / f"{c.name}.parquet").exists() for c in chunks)
    assert not list(tmp_path.glob("*.part"))


def test_a_route_that_fails_is_counted_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    from training.corpus import shards
    from training.corpus.routes.registry import Route

    def absent(path: Path) -> str:
        return run(["no-such-converter", str(path)])

    monkeypatch.setitem(ROUTES, "docx2txt", Route("docx2txt", "docx", "docx2txt", absent))
    chunks = plan.chunks(2, 6, ["docx2txt", "docx-tabs"])
    build.build_parts(chunks, tmp_path, processes=1, console=Console(quiet=True))
    counts = shards.counts(chunks, tmp_path)
    assert set(counts["routes"]["docx2txt"]) == {"failed"}
    assert counts["routes"]["docx-tabs"]["kept"] >= 2
    assert any("no-such-converter is not installed" in note for note in counts["notes"])


def test_a_program_that_hangs_is_stopped() -> None:
    with pytest.raises(RouteFailed, match="longer than"):
        run(["sleep", "5"], timeout=0.1)


def test_the_survey_names_every_route(corpus: Path, rows: list[dict[str, Any]]) -> None:
    assert survey.main([str(corpus)]) == 0
    table = (corpus / "ROUTES.md").read_text(encoding="utf-8")
    assert all(f"| {name}" in table for name in {row["route"] for row in rows})


def test_there_are_enough_routes_and_enough_held_back() -> None:
    from training.corpus.routes.ocr import OCR_ROUTES

    assert len(ROUTES) + len(OCR_ROUTES) >= 24
    assert sum(r.held_back for r in (*ROUTES.values(), *OCR_ROUTES.values())) >= 4
    with pytest.raises(ValueError, match="no such routes: fax"):
        plan.chunks(1, 1, ["fax"])


def test_narratives_share_no_pattern_and_say_where_their_words_stand(corpus: Path) -> None:
    used: dict[str, set[str]] = {}
    for path in sorted((corpus / "narratives").glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            used.setdefault(row["split"], set()).update(row["patterns"])
            for fact in row["facts"] + row["optional"]:
                for word in ("item", "channel"):
                    start, end = fact[f"{word}_start"], fact[f"{word}_end"]
                    if start >= 0:
                        assert "".join(row["text"][start:end].split()) == fact[word]
            for fact in row["facts"]:
                assert fact["part_of"] is None or 0 <= fact["part_of"] < len(row["facts"])
    assert set(used) == {"train", "validation", "test"}
    assert not used["train"] & (used["validation"] | used["test"])
    assert not used["validation"] & used["test"]


def test_files_have_no_date() -> None:
    import io
    import zipfile

    def packed(year: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr(zipfile.ZipInfo("word/document.xml", (year, 1, 1, 0, 0, 0)), "<w/>")
        return out.getvalue()

    def printed(when: bytes, mark: bytes) -> bytes:
        return (
            b"%PDF-1.6\n/CreationDate(D:" + when + b"Z')>>/ID [ <" + mark + b">\n<" + mark + b"> ]"
        )

    assert packed(2025) != packed(2026)
    assert undated(packed(2025)) == undated(packed(2026))
    first, second = printed(b"20260101120000", b"0A" * 16), printed(b"20261231235959", b"FE" * 16)
    assert undated(first) == undated(second)
    assert len(undated(first)) == len(first)
