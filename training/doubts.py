"""Measures what the rule on whole tables withholds: ``python -m training.doubts corpus/reports/validation-*.parquet``.

It prints, for each pair of thresholds (share of doubtful values, number of failing sums), the number of values left
in the wide table, how many of them are wrong, and how many in 10,000; the first pair switches the rule off.
"""

from __future__ import annotations

import sys

from pyarrow import parquet

from govie.extractor import load
from govie.panel import doubt

PAIRS = ((9.0, 99), (0.1, 5), (0.05, 5), (0.2, 5), (0.1, 3), (0.1, 8))


def main(paths: list[str]) -> None:
    rows = [
        row
        for path in paths
        for row in parquet.read_table(path, columns=["text", "cells"]).to_pylist()
    ]
    reports = list(load().extract_many(row["text"] for row in rows))
    print(f"{len(rows)} reports")
    for doubt.SHARE, doubt.SUMS in PAIRS:
        values = wrong = 0
        for row, report in zip(rows, reports, strict=True):
            doubts = doubt.Doubts.of(report)
            gold = {cell["path"]: cell["value"] for cell in row["cells"]}
            for path in report.cells:
                value = doubts.value(path)
                values += value is not None
                wrong += value is not None and gold.get(path) != value
        share = 1e4 * wrong / values
        print(
            f"{doubt.SHARE:g} {doubt.SUMS}: {values:,} values, {wrong} wrong, {share:.1f} in 10,000"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
