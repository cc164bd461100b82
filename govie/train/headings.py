"""Trains the classifier of section headings."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from govie import form, sections
from govie.annotations import Annotation
from govie.bench.score import NEAR
from govie.sections import candidates
from govie.sections.classifier import NONE, Headings, cues, likeness, own
from govie.sections.patterns import NUMBER, ORDINALS
from govie.text.source import Source
from govie.train import fitting
from govie.train.examples import squeezed

_OFTEN = 3  # texts with a heading that make it a spelling
_MOST = 20  # times that equal lines count


def _spellings(records: Iterable[Annotation]) -> tuple[str, ...]:
    """The spellings of headings in ``records`` and in the statute, without number and white space."""
    counts: Counter[str] = Counter()
    for record in records:
        for section in record.sections or ():
            text = squeezed(section.heading)
            number = NUMBER.match(text)
            counts[text[number.end() :] if number else text] += 1
    statute = [w for name in form.sections() for w in (name.label, *name.variants)]
    often = {w for w, n in counts.items() if n >= _OFTEN and len(w) >= 2}
    return tuple(sorted(often | set(statute)))


def _with_contents(record: Annotation, rng: random.Random) -> Annotation:
    """The record with a table of contents in front, whose lines repeat the headings but begin no section."""
    sections = record.sections or ()
    tail = rng.choice(("……{}", "...........{}", " {}", "\t{}", "", "（{}）"))
    page = 1
    listed = ""
    for section in sections:
        listed += " ".join(section.heading.split()) + tail.format(page) + "\n"
        page += rng.randint(0, 3)
    front = rng.choice(("目录\n", "目  录\n", "")) + listed
    return replace(
        record,
        text=front + record.text,
        sections=tuple(replace(s, start=s.start + len(front)) for s in sections),
    )


_STYLES = ("{c}、", "（{c}）", "{d}.", "{d}、", "第{c}部分 ", "{c}．")
_NUMBERED = re.compile(
    r"^[ \t\u3000]*(?:[（(][一二三四五六七八九1-9]|[1-9][.、．]|第[一二三四五六七八九]部分)", re.M
)


def _renumbered(record: Annotation, style: str) -> Annotation:
    """The record with its headings numbered in ``style``.

    An empty ``style`` removes the numbers, as converters of automatic lists do.
    """
    text, gone = record.text, 0
    found = []
    for n, section in enumerate(record.sections or ()):
        start = section.start - gone
        number = NUMBER.match(text, start)
        size = number.end() - start if number else 0
        new = style.format(c=ORDINALS[n], d=n + 1)
        text = text[:start] + new + text[start + size :]
        found.append(replace(section, start=start, heading=new + section.heading[size:]))
        gone += size - len(new)
    return replace(record, text=text, sections=tuple(found))


def _varied(records: Iterable[Annotation], seed: int) -> Iterator[Annotation]:
    """The records, and variants of one in eight.

    The variants have a table of contents, no numbers, or, where nothing below the headings is numbered, other
    numbers.
    """
    rng = random.Random(seed)
    plain = 0
    for n, record in enumerate(records):
        yield record
        if not record.sections:
            continue
        if n % 8 == 0:
            yield _with_contents(record, rng)
        elif n % 8 == 4:
            yield _renumbered(record, "")
        if not _NUMBERED.search(record.text):
            plain += 1
            if plain % 2:
                yield _renumbered(record, rng.choice(_STYLES))


def _rows(
    records: Iterable[Annotation], pattern: re.Pattern[str]
) -> Iterator[tuple[list[str], str]]:
    """The features and the section (``NONE`` for none) of every candidate line, in texts with sections."""
    for record in records:
        if record.sections is None:
            continue
        source = Source.of(record.text)
        found, tables = sections.gather(source, pattern)
        # of a line with more than the heading in it, only the candidate of its first part is the heading
        opens = [(s.start, s.name, len("".join(s.heading.split()))) for s in record.sections]
        alike = likeness(found) if found else []
        for line, like, further in zip(found, alike, cues(found, tables), strict=True):
            at = source.to_raw(line.start)
            size = len("".join(line.text.split()))
            name = next(
                (n for start, n, most in opens if abs(start - at) <= NEAR and size <= most + NEAR),
                NONE,
            )
            yield [*own(source.view, line, like), *further], name


def fit(records: Sequence[Annotation], *, seed: int, start: Headings | None = None) -> Headings:
    """A classifier of heading lines, or ``start`` fine-tuned; each line counts as often as it occurs, at most
    ``_MOST`` times."""
    known = _spellings(records)
    if start is not None:
        known = tuple(sorted({*start.spellings, *known}))
    lines = _rows(_varied(records, seed), candidates.pattern(known))
    counts = Counter((tuple(row), name) for row, name in lines)
    if start is None:
        often = [min(n, _MOST) for n in counts.values()]
        found = fitting.classifier([*counts], least=4, seed=seed, rounds=200, counts=often)
    else:
        pairs = fitting.repeated(counts, _MOST)
        found = fitting.refined(
            start.network, start.vocabulary, pairs, least=2, seed=seed, rounds=8
        )
    return Headings(*found, known)
