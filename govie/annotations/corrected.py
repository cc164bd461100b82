"""Merges what a person changed in an annotation tool into the annotation that was exported to the tool.

What the tool returns unchanged stays as it was, including everything that the tool cannot show. The number, unit,
bound and words of a changed span are parsed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from govie.annotations import prints, shifts
from govie.annotations.marks import (
    CHANNEL,
    ITEM,
    Marks,
    Span,
    labels,
    marks,
    of_cell,
    of_fact,
    of_section,
    targets,
)
from govie.annotations.record import Annotation, Cell, Fact, Section
from govie.errors import BadAnnotation
from govie.form import forms, money_paths


def corrected(one: Annotation, seen: Marks) -> Annotation:
    """The annotation ``one`` with the changes in ``seen``, the marks that the tool returned.

    Raises ``BadAnnotation``, naming record and place, for an unknown label, a cell marked twice, a mark on a span
    that prints no number, a count with two channels or two totals, and marks that are all shifted.
    """
    shown = marks(one)
    unknown = {s.label for s in seen.spans} - set(labels())
    if unknown:
        raise BadAnnotation(f"{one.id}: {min(unknown)!r} is no label of govie")
    for span in seen.spans:
        if not 0 <= span.start < span.end <= len(one.text):
            raise _error(one, span, "lies outside the text")
    if (shift := shifts.in_marks(one, shown.spans, seen.spans)) is not None:
        raise BadAnnotation(f"{one.id}: {shift}")
    return replace(
        one,
        sections=_sections(one, shown, seen),
        cells=_cells(one, seen),
        facts=_Counts(one, shown, seen).facts(),
    )


def _sections(one: Annotation, shown: Marks, seen: Marks) -> tuple[Section, ...] | None:
    new = sorted(s for s in seen.spans if s.kind == "section")
    if set(new) == {s for s in shown.spans if s.kind == "section"}:
        return one.sections
    old = {of_section(one.text, section): section for section in one.sections or ()}
    headings = {span.start: section.heading for span, section in old.items() if span}
    found = []
    for span in new:
        heading = headings.get(span.start, " ".join(one.text[span.start : span.end].split()))
        found.append(old.get(span) or Section(span.name, heading, span.start))
    return tuple(found)


def _cells(one: Annotation, seen: Marks) -> tuple[Cell, ...] | None:
    new: dict[str, Span] = {}
    for span in sorted(s for s in seen.spans if s.kind == "cell"):
        if span.name in new:
            raise _error(one, span, "is marked a second time")
        new[span.name] = span
    cells = one.cells
    if cells is None:
        if not new:
            return None
        if one.form is None:
            why = "cannot be kept: the record does not tell its form"
            raise _error(one, min(new.values()), why)
        cells = tuple(Cell(c.path, None, "missing") for c in forms()[one.form].cells)
    found = tuple(_cell(one, cell, new.pop(cell.path, None)) for cell in cells)
    for span in new.values():
        raise _error(one, span, f"is no cell of the form {one.form}")
    return found


def _cell(one: Annotation, cell: Cell, span: Span | None) -> Cell:
    before = of_cell(one.text, cell)
    if span == before:
        return cell
    if span is None:
        return Cell(cell.path, None, "missing")
    stretch = one.text[span.start : span.end]
    if before and prints.squeeze(one.text[before.start : before.end]) == prints.squeeze(stretch):
        return replace(cell, start=span.start, end=span.end)
    if prints.blank(stretch):
        return Cell(cell.path, None, "blank", span.start, span.end)
    value = prints.cell(one.text, span.start, span.end, money=cell.path in money_paths())
    if value is not None:
        return Cell(cell.path, value, "read", span.start, span.end)
    if cell.status == "damaged":
        return replace(cell, start=span.start, end=span.end)
    raise _error(one, span, "prints no number")


def _error(one: Annotation, span: Span, reason: str) -> BadAnnotation:
    """The error that names record and mark."""
    text = one.text[span.start : span.end][:30]
    return BadAnnotation(f"{one.id}: {span.label} {span.start}:{span.end} ({text!r}) {reason}")


@dataclass(slots=True, eq=False)
class _Draft:
    """A fact while it is edited. ``span``: its mark now; ``shown``: the marks that the tool showed of its item, channel
    and total; ``total``: the draft that it is a part of."""

    fact: Fact
    span: Span | None
    shown: tuple[Span | None, ...] = (None, None, None)
    total: _Draft | None = None


class _Counts:
    """The facts of one annotation, merged with the marks that the tool returned.

    Several facts can share one number (``A、B各3条``); to the tool they are one span with several items.
    """

    def __init__(self, one: Annotation, shown: Marks, seen: Marks) -> None:
        self.one, self.shown, self.seen = one, shown, seen
        facts = one.facts or ()
        self.drafts = [
            _Draft(fact, of_fact(one.text, fact), targets(one.text, facts, fact)) for fact in facts
        ]
        for draft in self.drafts:
            of = draft.fact.part_of
            if of is not None and 0 <= of < len(facts):
                draft.total = self.drafts[of]

    def facts(self) -> tuple[Fact, ...] | None:
        seen, shown = self.seen, self.shown
        rebound = any(shown.bounds.get(s, b) != b for s, b in seen.bounds.items())
        if seen.spans == shown.spans and seen.links in (None, shown.links) and not rebound:
            return self.one.facts
        moved = self._moved()
        groups: dict[Span, list[_Draft]] = {s: [] for s in moved.values() if s.counts}
        kept = []
        for draft in self.drafts:
            if draft.span is None:  # not shown, so not deleted either
                kept.append(draft)
            elif draft.span in moved:
                groups[moved[draft.span]].append(draft)
                self._move(draft, moved[draft.span])
                kept.append(draft)
        for span in sorted(s for s in self.seen.spans if s.counts and s not in groups):
            draft = self._new(span)
            groups[span] = [draft]
            kept.append(draft)
        links = self._links(moved)
        for span, group in groups.items():
            more = self._items(span, group, _of(links, span, ITEM))
            at = kept.index(group[-1]) + 1
            kept[at:at] = more
            group += more
            self._channels(span, group, _of(links, span, CHANNEL))
        for span, group in groups.items():
            self._totals(span, group, _of(links, span, "total"), groups, moved)
        if self.one.facts is None and not kept:
            return None
        places = {id(draft): i for i, draft in enumerate(kept)}
        return tuple(
            replace(d.fact, part_of=places.get(id(d.total)) if d.total else None) for d in kept
        )

    def _moved(self) -> dict[Span, Span]:
        """The present span of each count, item and channel that was shown, without those that were deleted.

        Unchanged spans are matched first, then those with another label, then those that overlap.
        """
        old = sorted(s for s in self.shown.spans if _role(s))
        new = sorted(s for s in self.seen.spans if _role(s))
        found: dict[Span, Span] = {}
        tests: tuple[Callable[[Span, Span], bool], ...] = (
            lambda a, b: a == b,
            lambda a, b: (a.start, a.end) == (b.start, b.end),
            lambda a, b: a.label == b.label and a.start < b.end and b.start < a.end,
            lambda a, b: a.start < b.end and b.start < a.end,
        )
        for alike in tests:
            for span in old:
                if span not in found:
                    fits = [s for s in new if alike(span, s) and _role(span) == _role(s)]
                    if fits:
                        found[span] = fits[0]
                        new.remove(fits[0])
        return found

    def _move(self, draft: _Draft, span: Span) -> None:
        before, fact = draft.span, draft.fact
        if before is not None and (before.start, before.end) != (span.start, span.end):
            read = self._read(span)
            fact = replace(
                fact, start=span.start, end=span.end,
                value=read.value, unit=read.unit, bound=read.bound,
            )  # fmt: skip
        if before is not None and before.label != span.label:
            fact = replace(fact, topic=span.name, optional=span.kind == "optional", topic_alt=())
        bound = self.seen.bounds.get(span)
        if bound and before is not None and self.shown.bounds.get(before) != bound:
            fact = replace(fact, bound=bound)
        draft.fact, draft.span = fact, span

    def _new(self, span: Span) -> _Draft:
        read = self._read(span)
        bound = self.seen.bounds.get(span, read.bound)
        fact = Fact(
            span.name, "", read.value, read.unit, bound, None, None, span.start, span.end,
            optional=span.kind == "optional",
        )  # fmt: skip
        return _Draft(fact, span)

    def _read(self, span: Span) -> prints.Count:
        read = prints.count(self.one.text, span.start, span.end)
        if read is None:
            raise _error(self.one, span, "prints no number")
        return read

    def _links(self, moved: dict[Span, Span]) -> dict[Span, set[Span]]:
        """The targets that each count is linked to now.

        A span is moved by deleting it, with its links, and drawing it again. So the links of a moved span are kept,
        unless another link of the same kind was drawn.
        """
        found: dict[Span, set[Span]] = {}
        for source, target in self.seen.links or ():
            if source.counts and {source, target} <= self.seen.spans:
                found.setdefault(source, set()).add(target)
        drawn = {(source, _role(t)) for source, targets in found.items() for t in targets}
        for old in self.shown.links or ():
            if not {*old} <= moved.keys():
                continue
            now = (moved[old[0]], moved[old[1]])
            if (now[0], _role(now[1])) in drawn:
                continue
            anew = any(a.start != b.start or a.end != b.end for a, b in zip(now, old, strict=True))
            if self.seen.links is None or anew:
                found.setdefault(now[0], set()).add(now[1])
        return found

    def _items(self, span: Span, group: list[_Draft], wanted: list[Span]) -> list[_Draft]:
        """Assign its item to each fact; returns a new fact for each item that is left."""
        extra = self._deal(group, 0, wanted, self._item)
        copies = [_Draft(group[-1].fact, span, group[-1].shown, group[-1].total) for _ in extra]
        for copy, target in zip(copies, extra, strict=True):
            self._item(copy, target)
        return copies

    def _item(self, draft: _Draft, target: Span | None) -> None:
        item, start, end = self._words(target)
        draft.fact = replace(
            draft.fact, item=item or "", item_start=start, item_end=end, item_alt=()
        )

    def _channels(self, span: Span, group: list[_Draft], wanted: list[Span]) -> None:
        if self._deal(group, 1, wanted, self._channel):
            raise _error(self.one, span, "is linked to two channels; mark both as one stretch")

    def _channel(self, draft: _Draft, target: Span | None) -> None:
        channel, start, end = self._words(target)
        draft.fact = replace(draft.fact, channel=channel, channel_start=start, channel_end=end)

    def _totals(
        self, span: Span, group: list[_Draft], wanted: list[Span],
        groups: dict[Span, list[_Draft]], moved: dict[Span, Span],
    ) -> None:  # fmt: skip
        for draft in group:
            shown = draft.shown[2]
            draft.shown = (*draft.shown[:2], moved.get(shown) if shown else None)
            if shown and draft.shown[2] is None:
                draft.total = None

        def give(draft: _Draft, target: Span | None) -> None:
            draft.total = groups[target][0] if target else None

        if self._deal(group, 2, wanted, give):
            raise _error(self.one, span, "is linked to two totals")

    def _deal(
        self, group: list[_Draft], which: int, wanted: list[Span],
        give: Callable[[_Draft, Span | None], None],
    ) -> list[Span]:  # fmt: skip
        """Assign the targets of one kind to facts without one; returns the targets for which there is no fact."""
        extra = [t for t in wanted if all(d.shown[which] != t for d in group)]
        gone = [d for d in group if d.shown[which] and d.shown[which] not in wanted]
        free = gone + [d for d in group if d.shown[which] is None]
        for draft, target in zip(free, extra, strict=False):
            give(draft, target)
        for draft in gone[len(extra) :]:
            give(draft, None)
        return extra[len(free) :]

    def _words(self, target: Span | None) -> tuple[str | None, int | None, int | None]:
        if target is None:
            return None, None, None
        stretch = self.one.text[target.start : target.end]
        return prints.words(stretch), target.start, target.end


def _role(span: Span) -> str | None:
    """What a link to ``span`` means: ``total``, ``item`` or ``channel``; ``None`` where no link may lead to it."""
    return "total" if span.counts else span.kind if span.kind in (ITEM, CHANNEL) else None


def _of(links: dict[Span, set[Span]], span: Span, role: str) -> list[Span]:
    """What ``span`` is linked to in that role, in the order of the text."""
    return sorted(t for t in links.get(span, ()) if _role(t) == role)
