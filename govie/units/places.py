"""Reads the place of a report from its file's path, or from the user's table of files and codes."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from govie.units import divisions
from govie.units.divisions import Division

_PARTS = re.compile(r"[/\\_＿\-—\s.，,、（）()]+")


@dataclass(frozen=True, slots=True)
class Hint:
    """The place of a report that the file's path or the user's table gives.

    ``places``: ids of divisions from the highest to the lowest, each in the one before; ``town``: nine digits
    of a town.
    """

    places: tuple[str, ...] = ()
    town: str | None = None


def of_path(path: str | os.PathLike[str], year: int | None) -> Hint | None:
    """The chain of divisions that the folders and the file name of ``path`` name, from the highest down:
    ``江苏省/淮安市/淮安区/2020.txt``, ``江苏/徐州/…``. ``None`` if they name none."""
    when = divisions.within(year if year is not None else divisions.LAST)
    chain: list[Division] = []
    for part in PurePath(path).parts:
        sites = [
            d
            for d in divisions.of_sites(part, when, alone=True)
            if d.level != "province" or d.name.endswith("市")
        ]
        if len(sites) == 1 and not chain:
            chain.append(sites[0])
            continue
        for word in (part, *_PARTS.split(part)):
            found = _named(word, when, chain[-1] if chain else None)
            if found is not None and (not chain or found.id != chain[-1].id):
                chain.append(found)
                break
    return Hint(tuple(d.id for d in chain)) if chain else None


def _named(word: str, year: int, above: Division | None) -> Division | None:
    """The division named ``word`` in ``above``, if there is only one."""
    for known in (divisions.full_names(year), divisions.short_names(year)):
        found = [
            d for d in known.get(word, ()) if above is None or above.id in (d.city, d.province)
        ]
        if len(found) == 1:
            return found[0]
        # 吉林 is a province and a city in it; paths begin with the highest division
        provinces = [d for d in found if d.level == "province"]
        if above is None and len(provinces) == 1:
            return provinces[0]
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """A user's table: files or folders, each with the code of a division (six digits) or town (nine)."""

    codes: Mapping[str, str]

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Table:
        """The table in a CSV file with the columns ``file`` and ``code``; empty for a list of units by ``year``
        that has no ``file``.

        Raises ``ValueError`` where it has no such columns or a code that no division has, ``OSError``
        where it cannot be read.
        """
        codes: dict[str, str] = {}
        names, rows = read_csv(path)
        if "file" not in names and "year" in names:
            return cls({})
        if "file" not in names or "code" not in names:
            raise ValueError(
                f"{path}: needs the columns file and code, or year and agency, code or unit_id; "
                f"has {', '.join(names) or 'none'}"
            )
        for line, row in rows:
            code, name = ((row[key] or "").strip() for key in ("code", "file"))
            if not name:  # a row that only says of which units reports are expected
                continue
            try:
                known(code)
            except ValueError as error:
                raise ValueError(f"{path}:{line}: {error}") from None
            codes[os.path.normpath(name)] = code
        return cls(codes)

    def hint(self, path: str | os.PathLike[str], year: int | None) -> Hint | None:
        """The place of a file: by its own row, else that of the nearest folder above, else that of its bare name."""
        whole = PurePath(os.path.normpath(path))
        for name in (whole, *whole.parents, PurePath(whole.name)):
            code = self.codes.get(str(name))
            if code is not None:
                return of_code(code, year)
        return None


def read_csv(
    path: str | os.PathLike[str],
) -> tuple[list[str], list[tuple[int, dict[str, str | None]]]]:
    """The columns of a CSV file and its rows, each with its line; UTF-8, or GB18030, in which Excel saves in China.

    Raises ``ValueError`` where it is no such file, ``OSError`` where it cannot be read.
    """
    data = Path(path).read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError(f"{path}: neither UTF-8 nor GB18030; save it as CSV UTF-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return [*(reader.fieldnames or ())], [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ValueError(f"{path}:{reader.line_num}: no CSV: {error}") from None


def known(code: str) -> None:
    """Raise ``ValueError`` unless ``code`` is the six digits of a division, or nine that begin with them."""
    if not re.fullmatch(r"\d{6}|\d{9}", code) or all(d.code != code[:6] for d in divisions.every()):
        raise ValueError(f"{code!r} is no code of a division (six digits) or town (nine)")


def of_code(code: str, year: int | None) -> Hint | None:
    """The division (six digits) or town (nine) of ``code``; None where that year has no such division.

    Raises ``ValueError`` for a code that no division has in any year.
    """
    known(code)
    when = divisions.within(year if year is not None else divisions.LAST)
    division = divisions.of_code(code[:6], when)
    if division is None:
        return None
    chain = [i for i in (division.province, division.city, division.id) if i]
    return Hint(tuple(chain), code if len(code) == 9 else None)
