"""Every route on one small report: the gold is exact, and empty cells are blank or undetermined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

for module in ("docx", "lxml", "bs4", "rapidfuzz", "pyarrow"):
    pytest.importorskip(module)

from govie.form import forms  # noqa: E402
from training.corpus import gold  # noqa: E402
from training.corpus.documents.design import draw_design  # noqa: E402
from training.corpus.documents.grid import Spelling  # noqa: E402
from training.corpus.documents.press import Files, Job, typeset  # noqa: E402
from training.corpus.documents.residue import Residue  # noqa: E402
from training.corpus.documents.twins import COPIES  # noqa: E402
from training.corpus.emptiness import leave_empty  # noqa: E402
from training.corpus.figures import draw_figures  # noqa: E402
from training.corpus.printing import PrintStyle  # noqa: E402
from training.corpus.report import Paragraph, Report, TablePlace  # noqa: E402
from training.corpus.routes import ROUTES, RouteFailed  # noqa: E402

# Routes that drop or break some cells; what they keep must be exact all the same.
LOSSY = {"catdoc", "pandoc-plain", "ghostscript"}
# Routes that print nothing for an empty cell, not even white space of its own.
SQUEEZED = {"bs4-lines", "bs4-spaces", "bs4-bars", "docx-paragraphs", "pdfjs", "pypdf", "turndown"}
# Routes that print a separator for each cell.
DELIMITED = {
    "docx-tabs-once", "docx-csv", "docx-json", "docx-json-lines", "docx-bars", "docx-cell-lines",
    "pandas-csv", "pandas-json", "pandas-markdown", "pandas-string", "pandas-tabulate",
    "scraped-commas", "scraped-semicolons", "scraped-dicts", "pandoc-mediawiki", "pandoc-gfm",
    "pandoc-org", "pandoc-rst", "pandoc-asciidoc", "markdownify", "html-to-markdown", "links",
    "node-html-markdown", "turndown-gfm", "html2text", "parsel-rows", "pdfplumber-csv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    report: Report
    files: Files


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    form = forms()["2021"]
    cells = draw_figures(
        form, "street", Random(5), profile="sparse", wrong_sums=False, style=PrintStyle(zero={})
    )
    cells = leave_empty(form, cells, Random(5), "requests: only natural persons")
    blocks: list[Paragraph | TablePlace] = [
        Paragraph("title", "平原县2023年政府信息公开工作年度报告")
    ]
    for section, heading, table in (
        ("overview", "一、总体情况", None),
        ("disclosure", "二、主动公开政府信息情况", "disclosure"),
        ("requests", "三、收到和处理政府信息公开申请情况", "requests"),
        ("review_litigation", "四、政府信息公开行政复议、行政诉讼情况", "review_litigation"),
        ("other", "六、其他需要报告的事项", None),
    ):
        blocks.append(Paragraph("heading", heading, section))
        blocks.append(
            TablePlace(table)
            if table
            else Paragraph("body", "本年度工作平稳有序，没有需要报告的情况。", section)
        )
    report = Report(
        "r1",
        "平原县人民政府",
        "county",
        2023,
        "2021",
        blocks[0].text,
        tuple(blocks),
        cells,  # type: ignore[union-attr]
    )
    design = replace(
        draw_design(Random(1)),
        site="plain",
        pdf="libreoffice",
        spelling=Spelling(),
        residue=Residue(),
    )
    kinds = frozenset(route.kind for route in ROUTES.values())
    folder = tmp_path_factory.mktemp("routes")
    return Printed(report, typeset([Job(report, design, kinds)], folder, folder / "profiles"))


def converted(name: str, printed: Printed) -> list[str]:
    paths: list[Path] | None = printed.files.get((printed.report.id, ROUTES[name].kind))
    if paths is None:
        pytest.skip(f"nothing here makes {ROUTES[name].kind}")
    try:
        return [ROUTES[name].read(path) for path in paths]
    except ImportError as problem:
        pytest.skip(str(problem))
    except RouteFailed as problem:
        if any(word in str(problem) for word in ("not installed", "Cannot find module", "answer")):
            pytest.skip(str(problem))
        raise


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_the_gold_of_a_route_is_exact(name: str, printed: Printed) -> None:
    texts = converted(name, printed)
    report = printed.report
    made = gold.make(report, texts[0], texts[1 : 1 + COPIES], *texts[1 + COPIES :])
    assert made is not None
    assert gold.faults(made) == []
    statuses = {c.path: c.status for c in made.cells}
    numbers = {path for path, cell in report.cells.items() if cell.number}
    read = {path for path, status in statuses.items() if status == "read"}
    assert read <= numbers
    if name not in LOSSY:
        assert read == numbers
        assert all(status == "blank" for path, status in statuses.items() if path not in numbers)
        assert [s.name for s in made.prose.sections][:1] == ["overview"]
    if name in SQUEEZED:
        assert len(made.undetermined) == 25 * 7
    if name in DELIMITED:
        assert made.undetermined == ()


def test_routes_that_are_held_back_are_of_every_medium() -> None:
    held = [route for route in ROUTES.values() if route.held_back]
    assert len(held) >= 13
    assert {route.kind for route in held} >= {"html", "docx", "pdf"}
