"""Draws the numbers of a report's statutory tables as real reports have them.

Most townships received no request in the year, so their table is a wall of zeros; a province's has
thousands, and its administrative decisions go into the millions. A model that has only seen one of
the two learns to guess. The figures obey the form's 勾稽关系, except where an agency is made to err:
what is printed is then what counts, as it is for a reader of the real thing.
"""

from __future__ import annotations

from random import Random

from govie.form import Form, Table
from training.corpus.printing import PrintStyle, draw_style, print_cells
from training.corpus.report import PrintedCell

Values = dict[str, float]

# How a level's reports are spread over the profiles. "dense" is rarer in life than here: zeros
# teach nothing about which row a figure stands in, so the corpus holds more of it on purpose.
PROFILES: dict[str, tuple[tuple[str, float], ...]] = {
    "province": (("heavy", 0.75), ("dense", 0.25)),
    "city": (("heavy", 0.55), ("sparse", 0.2), ("dense", 0.25)),
    "county": (("heavy", 0.25), ("sparse", 0.5), ("dense", 0.25)),
    "department": (("heavy", 0.15), ("sparse", 0.45), ("zero", 0.15), ("dense", 0.25)),
    "street": (("zero", 0.45), ("sparse", 0.35), ("dense", 0.2)),
    "township": (("zero", 0.55), ("sparse", 0.25), ("dense", 0.2)),
}

# Scale of the requests received from natural persons, of decisions, and of money in yuan.
_SCALE = {
    "province": (1500.0, 200_000.0, 80_000_000.0),
    "city": (250.0, 30_000.0, 20_000_000.0),
    "county": (50.0, 3_000.0, 8_000_000.0),
    "department": (20.0, 2_000.0, 2_000_000.0),
    "street": (4.0, 300.0, 800_000.0),
    "township": (2.0, 60.0, 1_000_000.0),
}

_APPLICANT_SHARE = {
    "natural_person": 1.0,
    "business": 0.18,
    "research": 0.01,
    "public_welfare": 0.01,
    "legal_service": 0.06,
    "other_org": 0.03,
}

_OUTCOME_WEIGHT = {
    "granted": 40.0,
    "partly_granted": 7.0,
    "unavailable.not_held": 25.0,
    "unavailable.needs_creation": 4.0,
    "unavailable.still_unclear": 3.0,
}


def draw_profile(level: str, rng: Random) -> str:
    """A profile that reports of this level have: ``zero``, ``sparse``, ``heavy`` or ``dense``."""
    names, weights = zip(*PROFILES[level], strict=True)
    return str(rng.choices(names, weights)[0])


def draw_figures(
    form: Form,
    level: str,
    rng: Random,
    *,
    profile: str | None = None,
    wrong_sums: bool | None = None,
    style: PrintStyle | None = None,
) -> dict[str, PrintedCell]:
    """Every cell of ``form`` with its figure and its print, by path.

    ``profile``, ``wrong_sums`` and ``style`` are drawn where they are ``None``: about one report in
    nine has one to three cells that break the form's arithmetic.
    """
    profile = profile or draw_profile(level, rng)
    values: Values = {}
    for table in form.tables:
        if table.name == "requests":
            values.update(_requests(table, level, profile, rng))
        elif table.name == "review":
            values.update(_review(table, level, profile, rng))
        else:
            values.update(_disclosure(table, level, profile, rng))
    if rng.random() < 0.11 if wrong_sums is None else wrong_sums:
        _break_sums(form, values, rng)
    return print_cells(form, values, style or draw_style(rng), rng)


def _count(scale: float, rng: Random, sigma: float = 1.1) -> int:
    """A heavy-tailed count with median ``scale``."""
    return int(scale * rng.lognormvariate(0.0, sigma))


def _requests(table: Table, level: str, profile: str, rng: Random) -> Values:
    outcomes, outcome_total = table.row_sums[0].parts, table.row_sums[0].whole[0]
    row_of = {row.key: i for i, row in enumerate(table.rows)}
    whole = table.column_sums[0].whole[0]
    grid = [[0] * len(table.columns) for _ in table.rows]
    for c in table.column_sums[0].parts:
        for i, n in zip(
            outcomes,
            _outcomes(table, outcomes, table.columns[c].key, level, profile, rng),
            strict=True,
        ):
            grid[i][c] = n
        done = sum(grid[i][c] for i in outcomes)
        carried_out = 0
        if profile != "zero" and (done or rng.random() < 0.1):
            carried_out = _count(max(0.3, done * 0.06), rng, 0.8)
        if profile == "dense" and rng.random() < 0.8:
            carried_out += rng.randint(1, 9)
        carried_in = rng.randint(
            0, (done + carried_out) // 8 if profile != "dense" else (done + carried_out) // 2
        )
        grid[row_of["received"]][c] = done + carried_out - carried_in
        grid[row_of["carried_in"]][c] = carried_in
        grid[row_of["carried_out"]][c] = carried_out
        grid[outcome_total][c] = done
    for line in grid:
        line[whole] = sum(line[c] for c in table.column_sums[0].parts)
    return {table.path(r, c): float(n) for r, line in enumerate(grid) for c, n in enumerate(line)}


def _outcomes(
    table: Table, outcomes: tuple[int, ...], applicant: str, level: str, profile: str, rng: Random
) -> list[int]:
    """How the requests of one kind of applicant were closed, a count for each outcome row."""
    if profile == "zero":
        return [0] * len(outcomes)
    if profile == "dense":
        top = rng.choice((9, 30, 99, 400, 2500))
        return [rng.randint(1, top) if rng.random() < 0.92 else 0 for _ in outcomes]
    scale = _SCALE[level][0] * _APPLICANT_SHARE[applicant]
    if profile == "sparse":
        scale = min(scale, 3.0) * 0.8
    total = min(_count(scale, rng), 60_000)
    weights = [
        _OUTCOME_WEIGHT.get(table.rows[i].key, 1.2) * rng.lognormvariate(0, 0.9) for i in outcomes
    ]
    counts = [0] * len(outcomes)
    if total > 400:
        counts = [int(total * w / sum(weights)) for w in weights]
    else:
        for i in rng.choices(range(len(outcomes)), weights, k=total):
            counts[i] += 1
    return counts


def _review(table: Table, level: str, profile: str, rng: Random) -> Values:
    values: Values = {}
    whole = table.column_sums[0].whole[0]
    for r in range(len(table.rows)):
        line = [0] * len(table.columns)
        for c in table.column_sums[0].parts:
            if profile == "dense":
                line[c] = rng.randint(1, rng.choice((9, 40, 200))) if rng.random() < 0.9 else 0
            elif profile == "heavy":
                line[c] = _count(_SCALE[level][0] * 0.02, rng)
            elif profile == "sparse":
                line[c] = int(rng.random() < 0.12)
        line[whole] = sum(line[c] for c in table.column_sums[0].parts)
        values.update({table.path(r, c): float(n) for c, n in enumerate(line)})
    return values


def _disclosure(table: Table, level: str, profile: str, rng: Random) -> Values:
    _, decisions, money = _SCALE[level]
    full = profile == "dense"
    values: Values = {}
    for r, row in enumerate(table.rows):
        # An agency without the power in question prints a whole row of zeros.
        idle = not full and rng.random() < (0.75 if profile == "zero" else 0.35)
        line = {c.key: 0.0 for c in table.columns}
        for column in table.columns:
            if idle:
                continue
            if column.is_money:
                line[column.key] = _money(money, column.multiplier, rng)
            elif column.key == "decisions":
                line[column.key] = float(min(_count(decisions, rng, 1.7), 9_800_000) + full)
            elif column.key == "change":
                line[column.key] = float(
                    rng.choice((0, 1, -1, 1)) * rng.randint(0, rng.choice((5, 90, 400)))
                )
            elif row.key == "regulations" and not full and rng.random() < 0.8:
                line[column.key] = 0.0
            else:
                line[column.key] = float(rng.randint(1 if full else 0, rng.choice((6, 40, 300))))
        if "published_total" in line and not idle:
            line["published"] = min(line["published"], line["made"])
            line["published_total"] += line["published"]
        values.update(
            {table.path(r, c): line[column.key] for c, column in enumerate(table.columns)}
        )
    return values


def _money(scale: float, multiplier: int, rng: Random) -> float:
    """An amount in yuan, as round as agencies give it: whole yuan, 角分, or a share of 万元."""
    amount = min(scale * rng.lognormvariate(0.0, 1.3), 4e11)
    if multiplier == 10000:
        return round(amount / 10000, rng.choice((0, 1, 2, 2, 4))) * 10000
    return round(amount, rng.choice((0, 0, -2, -4, 2)))


def _break_sums(form: Form, values: Values, rng: Random) -> None:
    """Put one to three cells off, the way a clerk who filled in the table by hand would."""
    tables = [t for t in form.tables if t.column_sums]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        table = rng.choice(tables)
        r = rng.randrange(len(table.rows))
        whole = table.column_sums[0].whole[0]
        c = whole if rng.random() < 0.6 else rng.randrange(len(table.columns))
        path = table.path(r, c)
        old = values[path]
        values[path] = (
            max(0.0, old + rng.choice((-2, -1, 1, 1, 2, 10))) if old or rng.random() < 0.7 else 1.0
        )
