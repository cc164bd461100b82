"""Converts tables of a panel to Arrow, with descriptions of columns and pandas' types in the metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from govie.panel.columns import Row, Table
from govie.typed import plain
from govie.version import __version__

if TYPE_CHECKING:
    import pyarrow


# The Arrow type of each type of columns, and the names of its pandas and numpy types.
TYPES = {
    "text": ("string", "unicode", "object"),
    "integer": ("int64", "int64", "Int64"),
    "number": ("float64", "float64", "float64"),
    "boolean": ("bool", "bool", "boolean"),
}


def schema(table: Table, about: Mapping[str, Any]) -> pyarrow.Schema:
    """The Arrow schema of a table; ``about``: the metadata of the file. Needs pyarrow."""
    import pyarrow

    fields = [
        pyarrow.field(
            c.name,
            pyarrow.type_for_alias(TYPES[c.type][0]),
            metadata={"chinese": c.chinese, "english": c.english},
        )
        for c in table.columns
    ]
    words = {"pandas": json.dumps(_of_pandas(table)), "govie": json.dumps(dict(about))}
    return pyarrow.schema(fields, metadata=words)


def table(rows: Sequence[Row], kind: Table, types: pyarrow.Schema) -> pyarrow.Table:
    """The Arrow table of the rows of the table ``kind``, whose schema is ``types``."""
    import pyarrow

    data = {
        c.name: [plain(row.get(c.name), c.type == "number") for row in rows] for c in kind.columns
    }
    return pyarrow.Table.from_pydict(data, schema=types)


def _of_pandas(table: Table) -> dict[str, Any]:
    """The metadata for pandas: https://pandas.pydata.org/docs/development/developer.html."""
    found = []
    for column in table.columns:
        _, kind, own = TYPES[column.type]
        about = {"name": column.name, "field_name": column.name, "metadata": None}
        found.append({**about, "pandas_type": kind, "numpy_type": own})
    creator = {"library": "govie", "version": __version__}
    return {"index_columns": [], "column_indexes": [], "columns": found, "creator": creator}
