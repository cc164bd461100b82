"""Counts of right and wrong values per text, as rows of integers, so that 100,000 texts take only megabytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping

import numpy as np

from govie.bench.score import COUNTED, Tally

Sums = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""``(reports, len(COUNTED))``."""


class Counts:
    """The counts of right and wrong values of several readers over the same texts, with each text's groups."""

    def __init__(self, readers: Iterable[str]) -> None:
        self._rows = {name: array("q") for name in readers}
        self._reports: dict[str, int] = {}
        self._report: list[int] = []
        self._groups: list[Mapping[str, str]] = []

    def add(self, report: str, groups: Mapping[str, str], tallies: Mapping[str, Tally]) -> None:
        """Add a text. The layouts of one ``report`` are summed up, since they are not independent samples."""
        self._report.append(self._reports.setdefault(report, len(self._reports)))
        self._groups.append(groups)
        for name, tally in tallies.items():
            self._rows[name].extend(tally[key] for key in COUNTED)

    def keys(self, group: str) -> list[str]:
        """The values of the grouping ``group`` among the texts; empty if there is only one."""
        found = sorted({g[group] for g in self._groups if group in g})
        return found if len(found) > 1 else []

    def sums(self, reader: str, group: str | None = None, key: str | None = None) -> Sums:
        """Sums of counts, ``(reports, counts)``; of the texts whose ``group`` is ``key`` only, if given."""
        rows = np.frombuffer(self._rows[reader], dtype=np.int64).reshape(-1, len(COUNTED))
        report = np.asarray(self._report)
        if group is not None:
            inside = np.asarray([g.get(group) == key for g in self._groups])
            rows, report = rows[inside], report[inside]
        known, place = np.unique(report, return_inverse=True)
        found = np.zeros((len(known), len(COUNTED)))
        np.add.at(found, place, rows)
        return found
