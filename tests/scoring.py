"""What is right and wrong in a report's cells, counted as the reference scorer of ``test_bench`` counts it."""

from __future__ import annotations

from collections import Counter

from layouts import Filled, Laid

import govie


def same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) < 1e-6 * max(1.0, abs(a))


def score(laid: Laid, count: Counter[str]) -> list[str]:
    """Read ``laid``, add to ``count``, say what is wrong."""
    report = govie.extract(laid.text)
    failed = {path for check in report.failed for path in check.paths}
    wrong = []
    for path, want in laid.values.items():
        got = report.cells[path]
        ok = same(want, got.value)
        telling = want not in (None, 0) or got.value not in (None, 0)
        count["cells"] += 1
        count["right"] += ok
        count["telling"] += telling
        count["telling right"] += telling and ok
        count["misplaced"] += (
            ok and path in laid.spans and got.start is not None and got.start != laid.spans[path][0]
        )
        if not ok:
            count["invented"] += got.value is not None and path not in laid.damaged
            silent = got.value is not None and got.confidence >= 0.9 and path not in failed
            count["silent"] += silent
            wrong.append(f"{'SILENT ' * silent}{path}: want {want}, got {got}")
    count["reports"] += 1
    count["whole"] += not wrong
    return wrong


def wrong(filled: Filled, text: str, prefixes: str | tuple[str, ...] = "") -> list[str]:
    """The cells of ``text`` that are not as ``filled``, of those whose path begins so."""
    found = govie.extract(text).cells
    return [
        f"{path}: {found[path].value} for {value}"
        for path, value in filled.values.items()
        if path.startswith(prefixes) and not same(found[path].value, value)
    ]
