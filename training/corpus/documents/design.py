"""The random design of a report, drawn once, so that the report and its twins are typeset alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from training.corpus.documents import html, word
from training.corpus.documents.grid import Spelling, draw_spelling
from training.corpus.documents.residue import Residue, draw_residue
from training.corpus.documents.scan import Wear, draw_wear
from training.corpus.documents.word import WordStyle


@dataclass(frozen=True, slots=True)
class Design:
    """The look of a report in each kind of document; ``pdf`` says which of them was printed."""

    spelling: Spelling
    word: WordStyle
    site: str
    site_seed: int
    pdf: str  # libreoffice, chromium
    paper: tuple[tuple[str, Any], ...]
    wear: Wear
    wear_seed: int
    residue: Residue

    @property
    def flat_word(self) -> WordStyle:
        """The Word style whose tables have no merged cells."""
        return replace(self.word, merged=False, breaks_as_paragraphs=False)

    @property
    def flat_spelling(self) -> Spelling:
        return replace(self.spelling, vertical=False, broken=False, stacked=False)

    def layout(self, kind: str) -> str:
        """The name of the document's style, for the data set's column ``layout``."""
        if kind == "docxflat":
            return "word/unmerged"
        if kind in ("docx", "doc", "rtf", "odt", "odtext"):
            return "word/merged"
        if kind in ("html", "innertext"):
            return f"site/{self.site}"
        printed = "word/libreoffice" if self.pdf == "libreoffice" else f"site/{self.site}/chromium"
        return f"{kind}/{printed}"


def draw_design(rng: Random) -> Design:
    """A random design."""
    return Design(
        spelling=draw_spelling(rng),
        word=word.draw_style(rng),
        site=rng.choice(tuple(html.SITES)),
        site_seed=rng.randrange(1 << 30),
        pdf=rng.choice(("libreoffice", "libreoffice", "chromium")),
        paper=tuple(_paper(rng).items()),
        wear=draw_wear(rng),
        wear_seed=rng.randrange(1 << 30),
        residue=draw_residue(rng),
    )


def _paper(rng: Random) -> dict[str, Any]:
    """Options of ``Page.printToPDF``: sheet, margins, page numbers, running heads."""
    number = rng.choice(("- {} -", "— {} —", "{}", "{}/9", "第{}页", ""))
    before, _, after = number.partition("{}")
    span = '<span class="pageNumber"></span>' if number else ""
    head = (
        '<div style="font-size:8px;width:100%;text-align:center"><span class="title"></span></div>'
    )
    head = head if rng.random() < 0.25 else "<span></span>"
    foot = f'<div style="font-size:9px;width:100%;text-align:center">{before}{span}{after}</div>'
    if rng.random() < 0.25:
        head, foot = _browser_frame(rng)
    margin = rng.choice((0.4, 0.6, 0.9))
    return {
        "printBackground": True,
        "paperWidth": 8.27,
        "paperHeight": 11.69,
        "landscape": rng.random() < 0.05,
        "scale": rng.choice((0.7, 0.8, 0.9, 1.0)),
        "marginTop": margin,
        "marginBottom": margin,
        "displayHeaderFooter": True,
        "headerTemplate": head,
        "footerTemplate": foot,
    }


def _browser_frame(rng: Random) -> tuple[str, str]:
    """What a browser prints above and below each page: date, title, address and page of pages."""
    day = f"{rng.randint(2020, 2026)}/{rng.randint(1, 12)}/{rng.randint(1, 28)}"
    clock = rng.choice(
        (
            "",
            f" {rng.randint(8, 18)}:{rng.randint(10, 59)}",
            f" 上午{rng.randint(8, 11)}:{rng.randint(10, 59)}",
        )
    )
    address = rng.choice(
        (
            "http://www.example.gov.cn/xxgk/{}/t{}_{}.html",
            "https://example.gov.cn/art/{}/1/{}/art_{}.html",
        )
    )
    address = address.format(
        rng.randint(2020, 2026), rng.randint(20200101, 20260131), rng.randint(1000, 999999)
    )
    line = '<div style="font-size:8px;width:100%;padding:0 20px"><span style="float:left">{}</span><span style="float:right">{}</span></div>'
    pages = '<span class="pageNumber"></span>/<span class="totalPages"></span>'
    return (
        line.format(day + clock, '<span class="title"></span>'),
        line.format(address, pages),
    )
