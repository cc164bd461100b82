"""Tables as programs of other kinds write them: with addresses of cells, line numbers, forum tags, lists and trees."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
import scoring
from emptied import leave_out
from layouts import Filled, Layout, Piece, by_line, fill, lines, report

import govie
from govie.form import Table, forms
from govie.tables.formats import markup

FORMS = sorted(forms())
Row = list[Piece]
Write = Callable[[int, list[Row]], Iterator[Piece]]


def filled_form(form: str, pattern: str, name: str) -> Filled:
    rng = random.Random(f"{form} {pattern} {name}")
    filled = fill(forms()[form], rng, 0.5)
    return leave_out(filled, rng, pattern) if pattern else filled


def wrong(filled: Filled, text: str) -> list[str]:
    found = govie.extract(text).cells
    return [
        f"{path}: {found[path].value} for {value}"
        for path, value in filled.values.items()
        if found[path].value != value and path.startswith(("requests", "disclosure"))
    ]


def rows(table: Table) -> list[Row]:
    """The rows of ``table`` with its head, each a list of cells."""
    names = [c.text for c in table.columns]
    if table.flat:
        cells: Row = [(table.path(0, n),) for n in range(len(names))]
        return [[*names], cells]
    found: list[Row] = [["项目", *names]]
    for own in lines(table):
        row = own[0]
        label = (table.rows[row].group or "") + table.rows[row].text
        found.append([label, *((table.path(row, n),) for n in range(len(names)))])
    return found


def written(write: Write) -> Layout:
    """A layout whose tables ``write`` writes, given the table's number and rows."""
    count = 0

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        nonlocal count
        count += 1
        yield from write(count, rows(table))

    return layout


def xpath(number: int, table: list[Row]) -> Iterator[Piece]:
    for r, row in enumerate(table, 1):
        for c, cell in enumerate(row, 1):
            yield f"/html/body/table[{number}]/tr[{r}]/td[{c}]\t"
            yield cell
            yield "\n"


def spoken(number: int, table: list[Row]) -> Iterator[Piece]:
    yield f"表格，有 {len(table)} 行 {len(table[-1])} 列\n"
    for r, row in enumerate(table, 1):
        for c, cell in enumerate(row, 1):
            yield f"第 {r} 行 第 {c} 列　" if c == 1 else f"第 {c} 列　"
            yield cell
            yield "\n"


def forum(number: int, table: list[Row]) -> Iterator[Piece]:
    yield "[table]\n"
    for row in table:
        yield "[tr]"
        for cell in row:
            yield "[td=1,1]"
            yield cell
            yield "[/td]"
        yield "[/tr]\n"
    yield "[/table]\n"


def list_table(number: int, table: list[Row]) -> Iterator[Piece]:
    yield ".. list-table::\n\n"
    for row in table:
        for c, cell in enumerate(row):
            yield "     - " if c else "   * - "
            yield cell
            yield "\n"


def asciidoc(number: int, table: list[Row]) -> Iterator[Piece]:
    yield f'[cols="{len(table[-1])}*"]\n|===\n'
    for row in table:
        for c, cell in enumerate(row):
            yield "|" if c else "1+|"
            yield cell
            yield "\n"
        yield "\n"
    yield "|===\n"


def tree(number: int, table: list[Row]) -> Iterator[Piece]:
    names, *body = table
    for row in body if len(body) > 1 else []:
        yield row[0]
        yield "\n"
        for name, cell in zip(names[1:], row[1:], strict=True):
            yield f"│   ├── {str(name).partition('（')[0]} = "
            yield cell
            yield "\n"


def latex(number: int, table: list[Row]) -> Iterator[Piece]:
    """Merged cells whose width is a sum in braces, over several lines, as pandoc prints them."""
    spec = ">{\\raggedright\\arraybackslash}p{(\\linewidth - 14\\tabcolsep) * \\real{0.1250}}"
    yield f"{{\\def\\LTcaptype{{none}} % no number of its own\n\\begin{{longtable}}[]{{@{{}}\n  {spec}\n  {spec}@{{}}}}\n\\toprule\n"
    for row in table:
        for c, cell in enumerate(row):
            yield " & " if c else f"\\multicolumn{{2}}{{@{{}}{spec}}}{{%\n"
            yield cell
            yield "" if c else "}"
        yield " \\\\\n"
    yield "\\bottomrule\\noalign{}\n\\end{longtable}\n}\n"


def python_lists(number: int, table: list[Row]) -> Iterator[Piece]:
    """A line for each row, with the merged cell of its label twice."""
    for row in table:
        yield "["
        for c, cell in enumerate(row):
            yield ", '" if c else "'"
            yield cell
            if not c:
                yield "', '"
                yield cell
            yield "'"
        yield "]\n"


def column_objects(number: int, table: list[Row]) -> Iterator[Piece]:
    """An object for each column, whose keys are the numbers of the rows."""
    yield "{"
    for c in range(len(table[-1])):
        yield (', "' if c else '"') + f"{table[0][c]}" + '": {'
        for n, row in enumerate(table[1:]):
            yield (", " if n else "") + f'"{n}": "'
            yield row[c]
            yield '"'
        yield "}"
    yield "}\n"


@pytest.mark.parametrize("form", FORMS)
def test_objects_of_columns(form: str) -> None:
    """Two numbers alone below the labels of two rows may be one number in pieces: null is right there."""
    filled = filled_form(form, "", "objects")
    found = wrong(filled, report(filled, written(column_objects), random.Random(1)).text)
    assert not [w for w in found if not w.startswith(("disclosure.penalty", "disclosure.coercion"))]
    assert all(": None for" in w for w in found)


@pytest.mark.parametrize("pattern", ["", "zeros", "only totals"])
@pytest.mark.parametrize("write", [latex, python_lists, xpath, spoken, forum, list_table, asciidoc])
@pytest.mark.parametrize("form", FORMS)
def test_tables_as_programs_write_them(form: str, write: Write, pattern: str) -> None:
    filled = filled_form(form, pattern, write.__name__)
    text = report(filled, written(write), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("pattern", ["", "zeros"])
@pytest.mark.parametrize("form", FORMS)
def test_a_tree_of_names_and_values(form: str, pattern: str) -> None:
    filled = filled_form(form, pattern, "tree")
    text = report(filled, written(tree), random.Random(1)).text
    assert not [w for w in wrong(filled, text) if w.startswith("requests")]


LATEX_CELLS: dict[str, Callable[[str], str]] = {
    "pandoc": lambda text: (
        "\\begin{minipage}[b]{(\\columnwidth - 14\\tabcolsep) * \\real{0.1250}}\\raggedright\n"
        f"{text}\n\\end{{minipage}}"
    ),
    "linewidth": lambda text: (
        f"\\begin{{minipage}}[t]{{\\linewidth}}\\raggedright\\strut\n{text}\\strut\n\\end{{minipage}}"
    ),
    "width": lambda text: f"\\begin{{minipage}}{{2cm}}{text}\\end{{minipage}}",
    "height": lambda text: (
        f"\\begin{{minipage}}[t][1cm][c]{{2cm}}\\textbf{{{text}}}\\end{{minipage}}"
    ),
    "tabular": lambda text: f"\\begin{{tabular}}[c]{{@{{}}l@{{}}}}{text}\\end{{tabular}}",
    "parbox": lambda text: f"\\parbox[t]{{2cm}}{{{text}}}",
    "makecell": lambda text: f"\\makecell[l]{{{text}}}",
}


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "persons"])
@pytest.mark.parametrize("broken", ["\\\\", "\\\\\n", "\n", "\\newline "])
@pytest.mark.parametrize("cell", LATEX_CELLS)
@pytest.mark.parametrize("form", FORMS)
def test_a_cell_of_several_lines_in_latex(form: str, cell: str, broken: str, pattern: str) -> None:
    filled, as_cell = filled_form(form, pattern, "latex"), LATEX_CELLS[cell]

    def words(text: str) -> str:
        return as_cell(broken.join([text[:4], text[4:]]) if len(text) > 4 else text)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield "\\begin{longtable}[]{@{}llllllll@{}}\n\\toprule\n"
        yield " & ".join(words(c.text) for c in table.columns) + " \\\\\n"
        for own in lines(table):
            row = (
                []
                if table.flat
                else [words((table.rows[own[0]].group or "") + table.rows[own[0]].text)]
            )
            row += [
                as_cell(filled.printed[table.path(r, n)])
                for r in own
                for n in range(len(table.columns))
            ]
            yield " & ".join(row) + " \\\\\n"
        yield "\\bottomrule\n\\end{longtable}\n"

    assert not scoring.wrong(filled, report(filled, layout, random.Random(1)).text)


def test_latex_cells_of_one_line_are_no_lines_of_one() -> None:
    """The table itself stands in the same environment as a cell of several lines."""
    rows = "".join(f"规章 & {n} & & 7 \\\\\n" for n in range(9))
    plain = markup.plain("\\begin{tabular}{llll}\n" + rows + "\\end{tabular}\n")
    found = [[c.strip() for c in line.split("\t")] for line in plain.split("\n") if "规章" in line]
    assert found == [["规章", str(n), "", "7"] for n in range(9)]


PREFIXES: dict[str, Callable[[int], str]] = {
    "numbers": lambda n: f"{n:6d}\t",
    "grep": lambda n: f"nianbao2021.txt:{n}:",
    "log": lambda n: f"2022-01-{n % 28 + 1:02d} 08:{n % 60:02d}:11,{n % 1000:03d} INFO  reader - ",
    "edge": lambda n: f"[{n}] ",
}


@pytest.mark.parametrize("mark", ["\t", ","])
@pytest.mark.parametrize("prefix", [*PREFIXES])
@pytest.mark.parametrize("form", FORMS)
def test_what_stands_before_every_line_is_no_cell(form: str, prefix: str, mark: str) -> None:
    filled = filled_form(form, "", prefix)
    text = report(filled, by_line(mark, mark), random.Random(1)).text
    numbered = "".join(
        f"{PREFIXES[prefix](n)}{line}\n" for n, line in enumerate(text.splitlines(), 1)
    )
    assert not wrong(filled, numbered)


@pytest.mark.parametrize(("printed", "value"), [("零", 0), ("十六", 16), ("一百零五", 105)])
def test_a_count_in_chinese_numerals(printed: str, value: int) -> None:
    filled = filled_form("2021", "", printed)
    path = "disclosure.normative_documents.issued"
    filled.printed[path], filled.values[path] = printed, value
    assert not wrong(filled, report(filled, by_line("\t", "\t"), random.Random(1)).text)


@pytest.mark.parametrize("printed", ["\\N", "空白", "（空）", "未填写"])
def test_what_else_means_nothing(printed: str) -> None:
    filled = filled_form("2021", "zeros", printed)
    for path, value in filled.values.items():
        if value is None:
            filled.printed[path] = printed
    text = report(filled, by_line("\t", "\t"), random.Random(1)).text
    assert not wrong(filled, text)
