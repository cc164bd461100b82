"""Trains the components for tables: further spellings of row labels, and the confidence of cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from govie import arithmetic, sections, tables
from govie.annotations import Annotation
from govie.bench.score import same
from govie.confidence import Trust, features
from govie.form import Form, forms, labelled, row_name
from govie.sections.classifier import Headings
from govie.tables import reader
from govie.tables.regions import region
from govie.text.characters import cjk
from govie.text.source import Source
from govie.train import fitting

_LONGEST_LABEL = 24
_OFTEN = 3  # reports
_OWN_WORDS = 90  # percent of similarity to the form's label from which the reader recognizes a spelling anyway


def labels(records: Iterable[Annotation], judge: Headings) -> dict[str, tuple[str, ...]]:
    """Wordings of row labels that the forms do not have, by ``form.row_name``.

    A wording is learned where at least three reports print it right before the row's first number and none
    prints it before another row's.
    """
    observed: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        form = forms().get(record.form or "")
        if form is None or not record.cells:
            continue
        for row, words in set(_wordings(record, form, judge)):
            observed[words][row] += 1
    found: dict[str, list[str]] = defaultdict(list)
    for words, rows in sorted(observed.items()):
        row, count = rows.most_common(1)[0]
        if len(rows) == 1 and count >= _OFTEN:
            found[row].append(words)
    return {row: tuple(words) for row, words in sorted(found.items())}


def _wordings(record: Annotation, form: Form, judge: Headings) -> Iterator[tuple[str, str]]:
    """The rows of a report whose label is none of the form's spellings, by ``form.row_name``, each with the label."""
    source = Source.of(record.text)
    places = {source.to_view(c.start): c.path for c in record.cells or () if c.start is not None}
    regions = region.find(source.view, sections.find(source, judge))
    if not regions:
        return
    for known in reader.gather(reader.scanned(source, regions), form, regions).values():
        grid, strip = known.grid, known.strip
        firsts = {row.path(0): row for row in grid.rows}
        heads = {*grid.columns, *grid.captions}  # a header is no row's label
        own = {cjk(row.label.text) for row in grid.rows} | set(grid.spelled)
        for cell, number in zip(strip.values, strip.before, strict=True):
            row = firsts.get(places.get(cell.start, ""))
            words = _after(heads, strip.segments[number].text)
            if row is None or not 3 <= len(words) <= _LONGEST_LABEL:
                continue
            if any(words.endswith(w) for w in own):
                continue
            if fuzz.partial_ratio(cjk(row.label.text), words) < _OWN_WORDS:
                yield row_name(row.table, row.label), words


def _after(heads: Iterable[str], words: str) -> str:
    """The part of ``words`` after the last header in it: the first row's label follows the table's header."""
    return words[max((words.rfind(w) + len(w) for w in heads if w and w in words), default=0) :]


def merged(
    old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The union of ``old`` and ``new``; a spelling that ``new`` gives to another row is removed from its old row."""
    taken = {words: row for row, spelled in new.items() for words in spelled}
    rows = sorted({*old, *new})
    return {
        row: tuple(
            sorted({w for w in (*old.get(row, ()), *new.get(row, ())) if taken.get(w, row) == row})
        )
        for row in rows
    }


Observed = Counter[tuple[tuple[str, ...], str]]
"""The number of cells by features of their evidence and by whether the value was right (``right``) or not (``no``)."""


def trust(
    records: Sequence[Annotation],
    judge: Headings,
    spellings: Mapping[str, Sequence[str]],
    *,
    seed: int,
    start: Trust | None = None,
) -> Trust:
    """The model of cells' confidence, fitted on the right and wrong values that are read in ``records``, or ``start``
    fine-tuned on them."""
    observed = _observed(records, judge, spellings)
    if start is None:
        often = [*observed.values()]
        return Trust(*fitting.classifier([*observed], least=1, seed=seed, rounds=500, counts=often))
    if not observed:
        return start
    kinds, known = fitting.repeated(observed, 50), start.vocabulary
    return Trust(*fitting.refined(start.network, known, kinds, least=1, seed=seed, rounds=2))


def _observed(
    records: Sequence[Annotation], judge: Headings, spellings: Mapping[str, Sequence[str]]
) -> Observed:
    """The number of right and wrong values for each kind of evidence."""
    known = {name: labelled(form, spellings) for name, form in forms().items()}
    observed: Observed = Counter()
    for record in records:
        if record.form not in known or record.cells is None:
            continue
        sure = [c for c in record.cells if (c.status, c.value) != (None, None)]
        wanted = {c.path: c.value for c in sure if c.status != "missing"}
        # cells that the text does not print: a value read for one belongs to another cell, or is a fragment
        unprinted = {c.path for c in sure if c.status == "missing"}
        source = Source.of(record.text)
        found = tables.gather(source, sections.find(source, judge), known, record.form)
        if found.form is None:
            continue
        checks = arithmetic.check(found.form, found.cells)
        evidence = features(found.form, found.cells, checks, found.evidence, ocr=found.ocr)
        for path, row in evidence.items():
            value = found.cells[path].value
            if path in wanted:
                observed[row, "right" if same(value, wanted[path]) else "no"] += 1
            elif path in unprinted and value is not None:
                observed[row, "no"] += 1
    return observed
