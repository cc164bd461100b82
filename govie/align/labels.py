"""What the labels around a region's figures say of whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from govie.align.runs import Run
from govie.align.windows import RUN_BROKEN
from govie.headers import Grid
from govie.tokens import Token

# Log-likelihood ratios, as those of ``search``.
LABEL_NAMES_ROW = 4.0
LABEL_AMONG_SEVERAL = 2.0
LABEL_NEAREST = 0.5  # the last of several
LABEL_CONTINUES = 1.0
LABEL_FOLLOWS = 0.5
LABEL_STRAYED = -1.0
LABEL_NAMES_OTHER = -4.0
RUN_CUT = -4.0  # into the next run, and not to its end


class Labels:
    """The labels of ``runs`` of ``tokens`` on ``grid``; ``run_of``: each token's run."""

    def __init__(
        self, grid: Grid, tokens: Sequence[Token], runs: Sequence[Run], run_of: Sequence[int]
    ) -> None:
        self.grid = grid
        self.tokens = tokens
        self.runs = runs
        self.run_of = run_of
        self.named = {r for run in runs for r in run.segment.touched}
        self._slid = {id(a) for a, b in pairwise(runs) if self._slides(a, b)}
        self._ends = {run.end for run in runs}
        self._scores: dict[tuple[int, bool], list[float]] = {}

    def expected(self, run: Run) -> Iterable[int]:
        """The rows that a run's labels promise figures for.

        Figures for one row behind the labels of several: the others were printed empty.
        """
        last = run.segment.spelled
        if last is None or (len(run.segment.fresh) < 2 and not self.beside(run)):
            return run.segment.touched
        alone = run.end - run.start <= self.grid.rows[last].width
        return (last,) if alone else run.segment.touched

    def beside(self, run: Run) -> bool:
        """Whether a label spelled out stands in the line of the run's figures, which are one row's."""
        row = run.segment.spelled
        return (
            row is not None
            and id(run) not in self._slid
            and run.segment.line == self.tokens[run.start].line
            and run.end - run.start <= self.grid.rows[row].width
        )

    def _slides(self, run: Run, after: Run) -> bool:
        """Whether labels stand a line above their figures: behind two labels, the second in the line of
        the figures, comes a row more that has none."""
        row = run.segment.spelled
        if row is None or len(run.segment.fresh) < 2 or after.segment.fresh:
            return False
        width = self.grid.rows[row].width
        its, further = run.end - run.start, after.end - after.start
        return max(its, further) <= width < its + further

    def alone(self, row: int, run: Run) -> Sequence[int]:
        """The rows from ``row`` on that a run's labels name, and no other: one, or all of a flat table."""
        segment = run.segment
        if self.grid.rows[row].table.flat and row == 0 and len(self.runs) == 1:
            return range(len(self.grid.rows))
        if row == segment.spelled and self.beside(run):
            return (row,)
        if (
            segment.last != row
            or len(segment.fresh) > 1
            or row not in segment.fresh
            or not (row == 0 or row - 1 in self.named or run.start == 0)
        ):
            return ()
        return (row,)

    def hope(self, row: int) -> list[float]:
        """For each position what the labels of the figures from there on promise rows from ``row`` on.

        Without it a path that waits for its rows through a stretch of lost ones would leave the beam
        before those that gave their figures to others.
        """
        hope = [0.0] * (len(self.tokens) + 1)
        for run in reversed(self.runs):
            owner = run.segment.last if run.segment.fresh else None
            waiting = owner is not None and owner >= row
            hope[run.start : run.end] = [hope[run.end]] * (run.end - run.start)
            if waiting:
                hope[run.start] += LABEL_NAMES_ROW
        return hope

    def crossing(self, row: int, first: int, last: int, left: int) -> float:
        """What it costs a row to take figures of several runs, and to leave some of the last one."""
        score = RUN_CUT if left else 0.0
        for number in range(first + 1, last + 1):
            segment = self.runs[number].segment
            if segment.touched and row not in segment.touched:
                score += LABEL_NAMES_OTHER
            score += RUN_BROKEN
        return score

    def scores(self, number: int, at_head: bool) -> list[float]:
        """What a run's label says for each row; ``at_head``: if the row's figures are the run's first."""
        scores = self._scores.get((number, at_head))
        if scores is None:
            rows = range(len(self.grid.rows))
            scores = [self._score(row, self.runs[number], at_head) for row in rows]
            self._scores[number, at_head] = scores
        return scores

    def _score(self, row: int, run: Run, at_head: bool) -> float:
        segment = run.segment
        if at_head and self.beside(run):
            return LABEL_NAMES_ROW if row == segment.spelled else LABEL_NAMES_OTHER
        if not segment.touched:
            return 0.0 if at_head else RUN_BROKEN / 2
        if row not in segment.touched:
            if row in run.after.touched and at_head:
                return LABEL_FOLLOWS
            # Where labels stand apart from their figures, one more may have strayed.
            return LABEL_STRAYED if len(segment.fresh) > 1 else LABEL_NAMES_OTHER
        if len(segment.fresh) > 1:
            alone = segment.spelled is not None and self.expected(run) == (row,)
            return LABEL_AMONG_SEVERAL + (LABEL_NEAREST if alone else 0.0)
        if row == segment.last and (row in segment.fresh or not segment.fresh):
            return LABEL_NAMES_ROW if row in segment.fresh else LABEL_CONTINUES
        return LABEL_CONTINUES

    def breaks(self, start: int, end: int, size: int) -> float:
        """Labels inside a block: a column's name belongs at the head of its column, nothing else does."""
        score = 0.0
        for number in range(self.run_of[start] + 1, self.run_of[end - 1] + 1):
            run = self.runs[number]
            offset = run.start - start
            if run.segment.column is not None and offset == run.segment.column * size:
                score += LABEL_AMONG_SEVERAL
            elif run.segment.touched:
                score += LABEL_NAMES_OTHER * min(2, len(run.segment.touched))
            else:
                score += RUN_BROKEN
        if end not in self._ends:
            score += RUN_BROKEN
        return score
