"""Detects annotations whose offsets are all shifted: counted in other units, or from another origin.

Offsets may count code points, UTF-16 code units or bytes, and line ends as one character or two; a span that is
off by one may still print a number where digits are adjacent. So each plausible shift is tried, and one that corrects
most of the wrong spans is reported as the cause.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from govie.annotations import prints
from govie.annotations.marks import Span, Units
from govie.annotations.record import Annotation
from govie.form import money_paths

_FEW = 3  # wrong spans; fewer are single slips, each reported by itself
_REPAIRED = 0.8  # least share of the wrong spans that a shift corrects
_FARTHEST = 64  # characters, the largest constant shift that is tried

Offset = Callable[[int], int]
Fits = Callable[[int, int], bool]


def in_values(one: Annotation) -> str | None:
    """A description of the shift of an annotation whose spans do not print its values; ``None`` if there is none."""
    text = one.text
    found: list[tuple[int, int, Fits]] = []
    for cell in one.cells or ():
        if None not in (cell.start, cell.end, cell.value) and cell.status == "read":
            assert cell.start is not None and cell.end is not None and cell.value is not None
            found.append(
                (cell.start, cell.end, _prints_cell(text, cell.value, cell.path in money_paths()))
            )
    found += [(fact.start, fact.end, _prints_count(text, fact.value)) for fact in one.facts or ()]
    return _described(text, found)


def in_marks(one: Annotation, shown: frozenset[Span], seen: frozenset[Span]) -> str | None:
    """A description of the shift of the marks ``seen`` against those exported, ``shown``, or, if none were, against the
    text; ``None`` if there is none."""
    numbers = {s for s in shown if s.kind == "cell" or s.counts}
    if not numbers:
        whole = _whole_number(one.text)
        marked = [(s.start, s.end, whole) for s in seen if s.kind == "cell" or s.counts]
        return _described(one.text, marked)
    gone = numbers - seen
    if len(gone) < _FEW:
        return None
    for words, _, shifted in _shifts(one.text):
        moved = sum(Span(shifted(s.start), shifted(s.end), s.label) in seen for s in gone)
        if moved >= max(_FEW, _REPAIRED * len(gone)):
            return f"{moved} of {len(numbers)} marks came back shifted, {words}"
    return None


def _described(text: str, found: Sequence[tuple[int, int, Fits]]) -> str | None:
    wrong = [(start, end, fits) for start, end, fits in found if not fits(start, end)]
    if len(wrong) < _FEW:
        return None
    for words, true, _ in _shifts(text):
        if sum(fits(true(s), true(e)) for s, e, fits in wrong) < _REPAIRED * len(wrong):
            continue
        right = sum(fits(true(s), true(e)) for s, e, fits in found)
        if right >= len(found) - len(wrong):
            return f"{len(wrong)} of {len(found)} numbers stand elsewhere, {words}"
    return None


def _shifts(text: str) -> Iterator[tuple[str, Offset, Offset]]:
    """Each shift in words, from the shifted offset to the true one, and back."""
    if not text.isascii():
        units = Units(text)
        if any(ord(char) > 0xFFFF for char in text):
            yield "as if UTF-16 code units were counted, not characters", units.back, units.of
            yield "as if characters were taken for UTF-16 code units", units.of, units.back
    if "\r\n" in text:
        yield (
            "as if each line end of two characters (CRLF) were counted as one",
            *_other_lengths([0 if text[i : i + 2] == "\r\n" else 1 for i in range(len(text))]),
        )
    elif "\n" in text:
        yield (
            "as if each line end were counted as two characters (CRLF)",
            *_other_lengths([2 if char == "\n" else 1 for char in text]),
        )
    if not text.isascii():
        sizes = [len(char.encode("utf-8", "surrogatepass")) for char in text]
        yield "as if bytes of UTF-8 were counted, not characters", *_other_lengths(sizes)
    for size in range(1, _FARTHEST + 1):
        for by in (size, -size):
            yield f"by {by:+} characters everywhere", _plus(-by), _plus(by)


def _plus(by: int) -> Offset:
    return lambda offset: offset + by


def _other_lengths(sizes: Sequence[int]) -> tuple[Offset, Offset]:
    """Conversions of offsets in units to those in characters, and back; ``sizes``: the units of each character."""
    starts = [0, *accumulate(sizes)]

    def true(offset: int) -> int:
        return bisect_left(starts, offset)

    def shifted(offset: int) -> int:
        return starts[offset] if 0 <= offset < len(starts) else offset

    return true, shifted


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the span lies in the text and cuts no number."""
    return 0 <= start < end <= len(text) and not prints.cuts_number(text, start, end)


def _prints_cell(text: str, value: float, money: bool) -> Fits:
    return lambda start, end: (
        _alone(text, start, end) and prints.prints_cell(text, start, end, value, money=money)
    )


def _prints_count(text: str, value: float) -> Fits:
    def fits(start: int, end: int) -> bool:
        printed = prints.count(text, start, end) if _alone(text, start, end) else None
        return printed is not None and prints.same(printed.value, value)

    return fits


def _whole_number(text: str) -> Fits:
    def fits(start: int, end: int) -> bool:
        if not _alone(text, start, end) or text[start].isspace() or text[end - 1].isspace():
            return False
        stretch = text[start:end]
        return prints.blank(stretch) or prints.count(text, start, end) is not None

    return fits
