"""Writes whole reports: the six sections, their prose and their tables, for one agency and year."""

from __future__ import annotations

import random

from govie.form import Form, form_of_year, forms
from training.corpus import agencies, emptiness, figures, printing, shapes
from training.corpus.agencies import Agency
from training.corpus.narrative import numerals, outline
from training.corpus.narrative.context import Context, values_of
from training.corpus.narrative.prose import FIVE, FREE, Prose, ended, stripped
from training.corpus.narrative.sentence import Sentence, facts, prefixed
from training.corpus.report import Paragraph, PrintedCell, Report, TablePlace

LAST_YEAR = 2025
YEARS = {
    name: range(form.first_year, (form.last_year or LAST_YEAR) + 1)
    for name, form in forms().items()
}
TABLED = ("disclosure", "requests", "review_litigation")
# How often prose and tables contradict each other, and how often a section is left out.
DISAGREES = 0.12
LACKS_A_SECTION = 0.03
# How many reports are still on the form before theirs.
OLD_FORM = 0.07

Block = Paragraph | TablePlace


def write_report(
    seed: int,
    *,
    split: str = "train",
    form: str | None = None,
    level: str | None = None,
    profile: str | None = None,
) -> Report:
    """One report; the same ``seed`` and arguments give the same report.

    ``split`` decides which agencies and which sentence patterns may be used, ``profile`` is passed
    on to the figures (zero, sparse, heavy, dense).
    """
    if split not in agencies.SPLITS:
        raise ValueError(f"split is one of {', '.join(agencies.SPLITS)}, not {split!r}")
    rng = random.Random(f"report {split} {seed} {form} {level} {profile}")
    agency = agencies.choose(rng, split, level)
    year = rng.choice(YEARS[form or rng.choice(tuple(YEARS))])
    statute = form_of_year(year)
    assert statute is not None
    older = form_of_year(statute.first_year - 1) if form is None else None
    if older is not None and rng.random() < OLD_FORM:
        statute, older = older, None
    style = printing.draw_style(rng)
    cells = _cells(rng, statute, agency, profile, style)
    title = outline.title(rng, agency, year)
    context = _context(rng, agency, year, statute.name, split, cells, title)
    foreign: dict[str, PrintedCell] = {}
    if older is not None and rng.random() < shapes.OLDER_DISCLOSURE:
        others = _cells(rng, older, agency, profile, style)
        foreign = {p: c for p, c in others.items() if p.startswith("disclosure.")}
    if rng.random() < emptiness.SHARE:
        cells = emptiness.leave_empty(statute, cells, rng)
        if foreign and older is not None:
            foreign = emptiness.leave_empty(older, foreign, rng, "disclosure: columns")
    shape, cells = shapes.draw_shape(statute, cells, foreign, style, rng)
    blocks, cells = _Writer(rng, context, title).blocks(cells)
    return Report(
        id=f"{split}-{seed:06d}",
        agency=title.agency,
        level=agency.level,
        year=year,
        form=statute.name,
        title=title.text,
        blocks=tuple(blocks),
        cells=cells,
        shape=shape,
    )


def _cells(
    rng: random.Random, form: Form, agency: Agency, profile: str | None, style: printing.PrintStyle
) -> dict[str, PrintedCell]:
    level = agency.level
    if level == "department" and agency.tier in ("province", "city"):
        level = rng.choice((agency.tier, "department"))
    return figures.draw_figures(form, level, rng, profile=profile, style=style)


def _context(
    rng: random.Random,
    agency: Agency,
    year: int,
    form: str,
    split: str,
    cells: dict[str, PrintedCell],
    title: outline.Title,
) -> Context:
    values = values_of(cells)
    values["form2021"] = int(form == "2021")
    if rng.random() < DISAGREES:
        for name in rng.sample(("received", "closed", "carried_out", "granted", "review"), 2):
            values[name] = max(0, values[name] + rng.choice((-1, 1, 2, 5)))
    fixed = {"title": title.text, "agency": title.agency}
    return Context(agency, year, form, split, numerals.draw_style(rng), values, fixed)


class _Writer:
    def __init__(self, rng: random.Random, context: Context, title: outline.Title) -> None:
        self.rng = rng
        self.context = context
        self.title = title
        self.prose = Prose(context, rng)
        self.out: list[Block] = []
        self.section: str | None = None
        self.above = outline.section_style(rng)
        self.below = outline.below_style(rng, self.above)

    def blocks(self, cells: dict[str, PrintedCell]) -> tuple[list[Block], dict[str, PrintedCell]]:
        """All blocks, and the cells whose tables stand among them."""
        rng = self.rng
        for line in self.title.lines:
            self.out.append(Paragraph("title", line))
        self.preamble()
        sections = list(outline.SECTIONS)
        if rng.random() < LACKS_A_SECTION:
            sections.remove(rng.choice(sections[1:]))
        plan = {
            "overview": self.overview,
            "disclosure": lambda: self.tabled("disclosure", "disclosure"),
            "requests": lambda: self.tabled("requests", "requests"),
            "review_litigation": lambda: self.tabled("review_litigation", "review"),
            "problems": self.problems,
            "other": self.other,
        }
        # Some put the year's account not into the overview but in front of the tables.
        self.moved = rng.random() < 0.12
        for i, section in enumerate(sections):
            self.section = section
            heading = outline.number(self.above, i) + outline.heading(rng, section)
            self.out.append(Paragraph("heading", heading, section))
            plan[section]()
        for line in outline.closing(rng, self.title.agency, self.context.year):
            self.out.append(Paragraph("body", line, self.section))
        placed = {b.section for b in self.out if isinstance(b, TablePlace)}
        lost = [s for s in TABLED if s not in placed]
        return self.out, {p: c for p, c in cells.items() if _section_of(p) not in lost}

    def say(self, sentence: Sentence) -> None:
        """A paragraph of prose, or several where the sentence itself has line ends."""
        if sentence.text:
            self.out.append(
                Paragraph("body", sentence.text, self.section, facts(sentence), sentence.patterns)
            )

    def preamble(self) -> None:
        if self.rng.random() < 0.55:
            sentences = self.prose.sentences("preamble", self.rng.choice((1, 1, 2, 3)))
            self.say(self.prose.paragraph(sentences))

    def overview(self) -> None:
        rng = self.rng
        draw = rng.random()
        if rng.random() < 0.85:
            self.say(self.prose.paragraph(self.prose.sentences("lead", rng.choice((1, 1, 2)))))
        if self.moved or draw < 0.1:
            themes = rng.sample(FREE, 2) if not self.moved else ["leadership"]
            for theme in themes:
                self.say(self.prose.paragraph(self.prose.theme(theme)))
        elif draw < 0.55:
            self.under_headings(list(FIVE))
        elif draw < 0.87:
            chosen = rng.sample(FREE, rng.randint(3, 6))
            if rng.random() < 0.8:
                chosen = sorted({*chosen, "disclosure"}, key=FREE.index)
            self.under_headings(chosen)
        else:
            self.in_one_paragraph(rng.sample(FREE, rng.randint(3, 5)))

    def under_headings(self, themes: list[str]) -> None:
        """Sub-headings with prose below them, or each at the start of its paragraph."""
        rng = self.rng
        inline = rng.random() < 0.45
        if self.below == "一是":
            self.below = "（一）"
        if self.below == "（一）" and rng.random() < 0.1:
            self.below = "（ 一）"
        mark = rng.choice(("。", "。", "。", "：", "。 ", "  "))
        for i, theme in enumerate(themes):
            sentences = self.prose.theme(theme)
            if not sentences:
                continue
            heading = outline.number(self.below, i) + outline.subheading(rng, theme)
            listed = len(sentences) > 2 and rng.random() < 0.3
            if inline:
                body = self.body(sentences, listed)
                self.say(prefixed(heading + mark, body))
                continue
            if rng.random() < 0.35:
                heading += "。"
            self.out.append(Paragraph("subheading", heading, self.section))
            if listed and rng.random() < 0.5:
                style = "1." if self.below != "1." else "（1）"
                for j, sentence in enumerate(sentences):
                    self.say(prefixed(outline.number(style, j), ended(sentence)))
            elif len(sentences) > 2 and rng.random() < 0.4:
                cut = rng.randint(1, len(sentences) - 1)
                self.say(self.prose.paragraph(sentences[:cut]))
                self.say(self.prose.paragraph(sentences[cut:]))
            else:
                self.say(self.body(sentences, listed))

    def body(self, sentences: list[Sentence], listed: bool) -> Sentence:
        if listed:
            return self.prose.enumeration(sentences, "一是", self.rng.choice("。；"))
        return self.prose.paragraph(sentences)

    def in_one_paragraph(self, themes: list[str]) -> None:
        sentences: list[Sentence] = []
        for theme in themes:
            sentences += self.prose.theme(theme)[:3]
        self.say(self.body(sentences, self.rng.random() < 0.6))

    def tabled(self, section: str, theme: str) -> None:
        """A section that holds tables, sometimes with prose around them."""
        rng = self.rng
        wordy = self.moved and theme != "review"
        if wordy or rng.random() < 0.07:
            self.say(self.prose.paragraph(self.prose.theme(theme)))
        if rng.random() < 0.99:
            self.out.append(TablePlace(section))
        if rng.random() < 0.03:
            self.say(self.prose.paragraph(self.prose.theme(theme)[:1]))

    def problems(self) -> None:
        rng = self.rng
        faults = self.prose.sentences("problems", rng.randint(2, 4))
        cures = self.prose.sentences("improvement", rng.randint(2, 5))
        before = outline.wording(rng, "before_ask")
        ask, answer = outline.wording(rng, "ask"), outline.wording(rng, "answer")
        style = rng.choice(("一是", "一是", "一是", "1.", "（一）", "1、", ""))
        headed = rng.random() < 0.3
        if headed:
            self.headed(0, "problems_heading")
        self.listing("" if headed else before + ask, faults, style, len(faults))
        if headed:
            self.headed(1, "answers_heading")
        self.listing("" if headed else answer, cures, style, len(cures))

    def headed(self, index: int, key: str) -> None:
        style = self.below if self.below not in ("一是", "") else "（一）"
        text = outline.number(style, index) + outline.wording(self.rng, key)
        self.out.append(Paragraph("subheading", text, self.section))

    def listing(self, opening: str, sentences: list[Sentence], style: str, count: int) -> None:
        """What precedes a list, and the list: in one paragraph or a line for each entry."""
        rng = self.rng
        numeral = rng.choice((str(count), numerals.counting(count, "个")))
        for slot, value in (
            ("{n}", numeral),
            ("{year}", str(self.context.year)),
            ("{next_year}", str(self.context.year + 1)),
            ("{we}", rng.choice(self.context.agency.we)),
        ):
            opening = opening.replace(slot, value)
        if style in ("1.", "（一）", "1、"):
            if opening:
                self.say(Sentence(opening, (), ()))
            for i, sentence in enumerate(sentences):
                self.say(prefixed(outline.number(style, i), ended(sentence)))
        elif style:
            listed = self.prose.enumeration(sentences, style, rng.choice("；；。"))
            self.say(prefixed(opening, listed))
        else:
            self.say(prefixed(opening, self.prose.paragraph([stripped(s) for s in sentences])))

    def other(self) -> None:
        rng = self.rng
        sentences = self.prose.sentences("other", rng.choice((1, 1, 1, 2, 3)))
        if len(sentences) > 1 and rng.random() < 0.4:
            style = "1." if rng.random() < 0.5 else "（一）"
            for i, sentence in enumerate(sentences):
                self.say(prefixed(outline.number(style, i), ended(sentence)))
        else:
            self.say(self.prose.paragraph(sentences))


def _section_of(path: str) -> str:
    """The section whose table holds the cell ``path``."""
    return _sections()[path]


def _sections() -> dict[str, str]:
    if not _SECTIONS:
        for form in forms().values():
            _SECTIONS.update({cell.path: cell.table.section for cell in form.cells})
    return _SECTIONS


_SECTIONS: dict[str, str] = {}
