"""The lists beside the text: what to check first, the facts by topic, the checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from govie.values import DOUBTFUL, Check, Fact
from govie.view.grid import place_word
from govie.view.markup import Html, heads, join, tag, text
from govie.view.states import Seen, number, shown
from govie.view.words import check_word, column_word, keys, row_word, word

_FEW = 4  # equally doubtful cells of a section that are listed singly; more make one entry


def review(seen: Seen) -> Html:
    """Warnings, failed checks, repaired cells, then doubtful values, the most doubtful first."""
    entries = [
        *(_failed(seen, c) for c in sorted(seen.failed, key=partial(_doubt, seen))),
        *(_entry(seen, p, "repaired") for p in seen.cells if seen.states(p)[0] == "repaired"),
        *_doubtful(seen),
    ]
    notes = [tag("li", text(warning), class_="note") for warning in seen.report.warnings]
    if not entries and not notes:
        return tag("p", word("nothing_to_check"), class_="calm")
    return tag("ol", *notes, *entries, class_="todo")


def _doubt(seen: Seen, check: Check) -> float:
    """The least confidence of a check's cells."""
    return min((c.confidence for p in check.paths if (c := seen.cell(p))), default=1.0)


def _failed(seen: Seen, check: Check) -> Html:
    suspects = [p for p in check.paths if seen.failing[p] > 1] or list(check.paths[-1:])
    target = next(iter(seen.ids(suspects)), None)
    content = join(_sum_name(seen, check), text(" "), _difference(check))
    if check.confirmed is not None:
        content = join(content, text(" "), tag("em", word("confirmed", "status")))
    link = tag(
        "a",
        content,
        href=f"#{target}" if target else None,
        data_all=" ".join(seen.ids(check.paths)) or None,
        data_check=check.name,
    )
    return tag("li", link, class_="failed" if check.confirmed is None else "confirmed")


def _difference(check: Check) -> Html:
    if check.expected is None or check.found is None:
        return Html("")
    return tag(
        "span",
        word(f"expected_{check.kind}"),
        text(f" {number(check.expected)} ≠ "),
        word(f"found_{check.kind}"),
        text(f" {number(check.found)}"),
        class_="difference",
    )


def _sum_name(seen: Seen, check: Check) -> Html:
    """The row or column of a sum and what must hold; for other checks their name."""
    _, colon, what = check.name.partition(": ")
    if colon and check.kind == "narrative":
        return join(tag("b", text(what)), text(" "), word("narrative"))
    known = check_word(what)
    places = [seen.cells[p][1] for p in check.paths if p in seen.cells]
    if not colon or known is None or not places:
        return text(check.name)
    last = places[-1]
    if len({place.row for place in places}) == 1:
        subject = row_word(last.table.rows[last.row])
    else:
        subject = column_word(last.table.columns[last.column])
    return join(tag("b", subject), text(" "), known)


def _entry(seen: Seen, path: str, state: str) -> Html:
    position, place = seen.cells[path]
    cell = seen.cell(path)
    if cell is None:
        return Html("")
    value = tag("b", text(shown(cell.value, place.table, place.column, cell.status)))
    parts = [place_word(seen, path), text(" "), value]
    if state != "missing":
        parts.append(_confidence(cell.confidence))
    if cell.why:
        names = [_why(seen, name) for name in cell.why.split("；")]
        parts.append(tag("small", word("why"), text(": "), *names, class_="why"))
    link = tag("a", *parts, href=f"#{seen.id('c', position)}")
    return tag("li", link, class_=state)


def _why(seen: Seen, name: str) -> Html:
    """The sum that a repair follows from, named as in the list of checks."""
    check = next((c for c in seen.report.checks if c.name == name), None)
    words = _sum_name(seen, check) if check else text(name)
    return tag("span", words, class_="reason")


def _confidence(value: float) -> Html:
    return tag("span", text(f"{value:.2f}"), class_="p")


def _doubtful(seen: Seen) -> Iterator[Html]:
    """Cells and facts with a confidence under 0.9; many equally doubtful cells of one section make one entry."""
    found: list[tuple[float, float, str, str, str]] = []
    for path, (_, place) in seen.cells.items():
        cell = seen.cell(path)
        if cell is None or cell.status in ("repaired", "corrected") or cell.confidence >= DOUBTFUL:
            continue
        state = "doubtful" if cell.value is not None else cell.status
        gain = round(seen.gains.get(path, 1 - cell.confidence), 2)
        found.append((-gain, round(cell.confidence, 2), place.table.section, state, path))
    for (_, confidence, _, state), group in groupby(
        sorted(found, key=lambda item: item[:4]), key=lambda item: item[:4]
    ):
        paths = [path for *_, path in group]
        entries = [_entry(seen, path, state) for path in paths]
        if len(paths) <= _FEW:
            yield from entries
            continue
        table = word(seen.cells[paths[0]][1].table.section, "section")
        what = join(word(state, "status"), text(f" {len(paths)} "), word("cells_more"), text(": "))
        part = [what, table] if state != "doubtful" else [what, table, _confidence(confidence)]
        summary = tag("summary", *part, data_all=" ".join(seen.ids(paths)))
        yield tag("li", tag("details", summary, tag("ol", *entries)), class_=f"{state} many")
    yield from _doubtful_facts(seen)


def _doubtful_facts(seen: Seen) -> Iterator[Html]:
    found = sorted((f.confidence, n) for n, f in enumerate(seen.report.facts))
    entries: list[Html] = []
    for confidence, n in found:
        if confidence >= DOUBTFUL:
            break
        fact = seen.report.facts[n]
        content = text(f"{fact.item or '—'} {number(fact.value)}{fact.unit or ''}")
        link = tag("a", content, _confidence(confidence), href=f"#{seen.id('f', n)}")
        entries.append(tag("li", link, class_="doubtful fact"))
    if len(entries) <= _FEW:
        yield from entries
        return
    count = join(word("doubtful", "status"), text(f" {len(entries)}: "), word("facts"))
    lowest, highest = found[0][0], found[len(entries) - 1][0]
    ends = dict.fromkeys((f"{lowest:.2f}", f"{highest:.2f}"))
    spread = tag("span", text("–".join(ends)), class_="p")
    summary = tag("summary", count, spread, data_all=seen.id("f", found[0][1]))
    yield tag("li", tag("details", summary, tag("ol", *entries)), class_="doubtful fact many")


def facts(seen: Seen) -> Html:
    """The facts as a table, by topic, each part below its total."""
    found = seen.report.facts
    if not found:
        return tag("p", word("no_facts"), class_="calm")
    head = heads(*map(word, ("item", "count", "channel", "confidence")))
    topics: dict[str, list[int]] = {topic: [] for topic in keys("topic")}
    for n in range(len(found)):
        topics.setdefault(found[n].topic, []).append(n)
    bodies = [
        tag(
            "tbody",
            tag("tr", tag("th", word(topic, "topic"), colspan=4, class_="topic")),
            *(_fact(seen, n, depth) for n, depth in _nested(found, members)),
        )
        for topic, members in topics.items()
        if members
    ]
    return tag("div", tag("table", tag("thead", head), *bodies, class_="facts"), class_="wide")


def _nested(found: tuple[Fact, ...], members: list[int]) -> Iterator[tuple[int, int]]:
    """The members in their order, each followed by its parts, with their depth."""
    inside = set(members)
    parts: dict[int | None, list[int]] = {}
    for n in members:
        whole = found[n].part_of
        parts.setdefault(whole if whole in inside and whole != n else None, []).append(n)
    seen: set[int] = set()
    stack = [(n, 0) for n in reversed(parts.get(None, []))]
    while stack:
        n, depth = stack.pop()
        seen.add(n)
        yield n, depth
        stack += [(p, depth + 1) for p in reversed(parts.get(n, []))]
    yield from ((n, 0) for n in members if n not in seen)  # a cycle of parts


def _fact(seen: Seen, n: int, depth: int) -> Html:
    fact = seen.report.facts[n]
    states = " ".join(seen.fact_states(fact.confidence))
    bound = "" if fact.bound == "exact" else word(fact.bound)
    part = [tag("span", word("part"), class_="part")] if fact.part_of is not None else []
    link = tag(
        "a",
        text(fact.item or "—"),
        id=seen.id("f", n),
        href=f"#{seen.id('n', n)}" if seen.text is not None else None,
        data_p=f"{fact.confidence:.3g}",
        data_at=f"{fact.start}–{fact.end}",
        data_raw=seen.text[fact.start : fact.end] if seen.text is not None else None,
    )
    amount = join(Html(bound), text(f" {number(fact.value)}"), text(f" {fact.unit or ''}"))
    return tag(
        "tr",
        tag("td", *part, link, class_=f"what deep{min(depth, 3)}"),
        tag("td", amount, class_="amount"),
        tag("td", text(fact.channel or "")),
        tag("td", _confidence(fact.confidence)),
        class_=states,
    )


def checks(seen: Seen) -> Html:
    """All checks: those that fail, and, folded, those that cannot be made and those that hold."""
    found = seen.report.checks
    failed = [_failed(seen, c) for c in found if c.ok is False]
    unknown = [_plain(seen, c, "open") for c in found if c.ok is None]
    good = [_plain(seen, c, "holds") for c in found if c.ok]
    parts: list[Html] = []
    if failed:
        parts.append(tag("ul", *failed, class_="sums"))
    for key, entries in (("open", unknown), ("holds", good)):
        if entries:
            summary = tag("summary", text(f"{len(entries)} "), word(key))
            parts.append(tag("details", summary, tag("ul", *entries, class_="sums")))
    return join(*parts) if parts else tag("p", text("—"), class_="calm")


def _plain(seen: Seen, check: Check, state: str) -> Html:
    ids = seen.ids(check.paths)
    total = text(f" {number(check.found)}" if check.found is not None else "")
    link = tag(
        "a",
        _sum_name(seen, check),
        total,
        href=f"#{ids[-1]}" if ids else None,
        data_all=" ".join(ids),
        data_check=check.name,
    )
    return tag("li", link, class_=state)
