"""Filled forms some cells of which are printed as nothing."""

from __future__ import annotations

import random

from layouts import Filled


def leave_out(filled: Filled, rng: random.Random, pattern: str) -> Filled:
    """``filled`` as agencies print it that leave cells empty."""
    for table in filled.form.tables:
        if not table.column_sums:
            continue
        whole = table.column_sums[0].whole
        last = len(table.columns) - 1
        for row in range(len(table.rows)):
            for column in range(len(table.columns)):
                path = table.path(row, column)
                gone = {
                    "zeros": filled.values[path] == 0 and rng.random() < 0.7,
                    "no totals": column in whole,
                    "only totals": column not in whole,
                    "whole rows": row % 3 == 1,
                    "persons": column > 0,
                    "one": column != row % last,
                }[pattern]
                if gone:
                    filled.printed[path], filled.values[path] = "", None
    return filled
