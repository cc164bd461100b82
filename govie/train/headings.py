"""Trains the classifier of section headings."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from govie import form, sections
from govie.annotations import Annotation
from govie.sections import candidates
from govie.sections.classifier import NONE, Headings, cues, likeness, own
from govie.sections.patterns import NUMBER, ORDINALS
from govie.text.source import Source
from govie.train import fitting

_NEAR = 3  # characters that an annotated heading's start may be off


def spellings(records: Iterable[Annotation], least: int = 3) -> tuple[str, ...]:
    """The headings of ``records`` and of the statute, without number and white space."""
    counts: Counter[str] = Counter()
    for record in records:
        for section in record.sections or ():
            text = "".join(Source.of(section.heading).view.split())
            number = NUMBER.match(text)
            counts[text[number.end() :] if number else text] += 1
    statute = [w for name in form.sections() for w in (name.label, *name.variants)]
    return tuple(
        sorted({w for w, n in counts.items() if n >= least and len(w) >= 2} | set(statute))
    )


def with_contents(record: Annotation, rng: random.Random) -> Annotation:
    """The text with a table of contents in front, whose lines repeat the headings and open no section."""
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


def renumbered(record: Annotation, style: str) -> Annotation:
    """The text with its headings numbered in ``style``.

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


def varied(records: Iterable[Annotation], seed: int) -> Iterator[Annotation]:
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
            yield with_contents(record, rng)
        elif n % 8 == 4:
            yield renumbered(record, "")
        if not _NUMBERED.search(record.text):
            plain += 1
            if plain % 2:
                yield renumbered(record, rng.choice(_STYLES))


def rows(
    records: Iterable[Annotation], pattern: re.Pattern[str]
) -> Iterator[tuple[list[str], str]]:
    """The features and the section of every line that may be a heading, in texts with sections."""
    for record in records:
        if record.sections is None:
            continue
        source = Source.of(record.text)
        found, tables = sections.gather(source, pattern)
        # A line with more than the heading in it opens nothing: its first part does.
        opens = [(s.start, s.name, len("".join(s.heading.split()))) for s in record.sections]
        alike = likeness(found) if found else []
        for line, like, told in zip(found, alike, cues(found, tables), strict=True):
            at = source.to_raw(line.start)
            size = len("".join(line.text.split()))
            name = next(
                (
                    n
                    for start, n, most in opens
                    if abs(start - at) <= _NEAR and size <= most + _NEAR
                ),
                NONE,
            )
            yield [*own(source.view, line, like), *told], name


def fit(records: Sequence[Annotation], *, seed: int, least: int = 4) -> Headings:
    """A classifier of heading lines; each line counts as often as it occurs, at most twenty times."""
    known = spellings(records)
    counts = _line_counts(records, known, seed)
    words = fitting.vocabulary(
        [row for (row, _), n in counts.items() for _ in range(min(n, least))], least
    )
    network = fitting.linear(
        fitting.matrix([row for row, _ in counts], words),
        np.asarray([name for _, name in counts]),
        seed=seed,
        strength=1.0,
        rounds=200,
        weights=np.asarray([min(n, 20) for n in counts.values()], dtype=np.float64),
    )
    return Headings(network, words, known)


def refine(start: Headings, records: Sequence[Annotation], *, seed: int) -> Headings:
    """``start`` fine-tuned on ``records``."""
    known = tuple(sorted({*start.spellings, *spellings(records)}))
    counts = _line_counts(records, known, seed)
    # each line as often as it occurs, up to a limit
    several = [(row, name) for (row, name), n in counts.items() for _ in range(min(n, 20))]
    rows = [row for row, _ in several]
    words = fitting.vocabulary(rows, 2, list(start.vocabulary))
    goals = np.asarray([name for _, name in several])
    network = fitting.refine(start.network, fitting.matrix(rows, words), goals, rounds=8, seed=seed)
    return Headings(network, words, known)


def _line_counts(
    records: Sequence[Annotation], known: Sequence[str], seed: int
) -> Counter[tuple[tuple[str, ...], str]]:
    """How often each kind of line opens which section."""
    return Counter(
        (tuple(row), name) for row, name in rows(varied(records, seed), candidates.pattern(known))
    )
