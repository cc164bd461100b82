"""Every regular expression of govie takes time in proportion to what it is given, whatever that is.

The patterns are found, not listed: those that modules, classes and their data hold, and those written
where they are used. Each is given strings made from itself: what leads to one of its repetitions, then
what is repeated, many times, then something that it does not match.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import re
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import govie

try:
    from re import _constants as sre
    from re import _parser as sre_parse  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as sre  # type: ignore[no-redef]
    import sre_parse  # type: ignore[no-redef]

_FOLDER = Path(govie.__file__).parent
_FEW = (8, 14, 18, 22)  # repetitions at which an exponential pattern shows, and does not yet hang
_SOON = 0.05  # seconds that they may take
_MANY = 4096  # repetitions at most, before eight times as many
_CLEAR = 0.005  # seconds: less is too short to be compared
_TIMES = 8  # as much
_QUADRATIC = 18.0  # times longer for that: a linear pattern takes 8, a quadratic one 64


_CALLS = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})


# ------------------------------------------------------------------------------- the patterns


@dataclass(frozen=True)
class Use:
    """A pattern, and the methods by which it is asked; all of them where that is not known."""

    pattern: re.Pattern[Any]
    methods: frozenset[str]


@cache
def compiled() -> dict[str, Use]:
    """Every compiled pattern that a module of govie holds, however deep, by where it was found."""
    sources = "\n".join(path.read_text("utf-8") for path in _FOLDER.rglob("*.py"))
    found: dict[tuple[Any, int], tuple[str, Use]] = {}
    for info in pkgutil.walk_packages([str(_FOLDER)], "govie."):
        if info.name == "govie.__main__":
            continue
        module = importlib.import_module(info.name)
        own = inspect.getsource(module)
        for name, value in vars(module).items():
            held = [*_patterns(value, set())]
            if not held:
                continue
            where = own if name.startswith("_") else sources
            methods = frozenset(re.findall(rf"\b{re.escape(name)}\.([a-z]+)\b", where)) & _CALLS
            for pattern in held:
                key = (pattern.pattern, pattern.flags)
                found.setdefault(key, (f"{info.name}.{name}", Use(pattern, methods or _CALLS)))
    return {f"{where} {u.pattern.pattern!r:.60}": u for where, u in found.values()}


def _patterns(value: Any, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _patterns(inner, seen)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from _patterns(inner, seen)
    elif isinstance(value, types.FunctionType) and value.__module__.startswith("govie"):
        yield from _patterns(value.__defaults__, seen)
    elif getattr(type(value), "__module__", "").startswith("govie") or (
        isinstance(value, type) and value.__module__.startswith("govie")
    ):
        names = [*getattr(value, "__dict__", ()), *getattr(value, "__slots__", ())]
        for name in names:
            yield from _patterns(getattr(value, name, None), seen)


@cache
def written() -> tuple[dict[str, Use], list[str]]:
    """Patterns written where they are used, by their place; and those that only running tells."""
    found: dict[str, Use] = {}
    unknown: list[str] = []
    for path in sorted(_FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in _CALLS  # what is compiled is found where it is held
                and node.args
            ):
                where = f"{path.relative_to(_FOLDER.parent)}:{node.lineno}"
                if "escape" in ast.unparse(node.args[0]):
                    continue  # literal text
                module = str(path.relative_to(_FOLDER.parent).with_suffix("")).replace(os.sep, ".")
                names = vars(importlib.import_module(module.removesuffix(".__init__")))
                try:
                    pattern = eval(ast.unparse(node.args[0]), dict(names))
                except NameError:
                    made = rf"\b{ast.unparse(node.args[0])} = [^\n]*re\.escape"
                    if not re.search(made, path.read_text("utf-8")):
                        unknown.append(where)
                    continue
                flags = 0
                for keyword in [*node.args[1:], *(k.value for k in node.keywords)]:
                    attributes = [n.attr for n in ast.walk(keyword) if isinstance(n, ast.Attribute)]
                    given = [getattr(re, n, None) for n in attributes]
                    flags |= sum(int(f) for f in given if isinstance(f, re.RegexFlag))
                found[f"{where} {pattern!r:.60}"] = Use(
                    re.compile(pattern, flags), frozenset({node.func.attr})
                )
    return found, unknown


# -------------------------------------------------------------------------------- the strings


def _sample(tree: Any, one: int = 1) -> str:
    """A string that a parsed pattern matches, its repetitions as short as they may be, but ``one``."""
    out = []
    for op, given in tree:
        if op in (sre.LITERAL,):
            out.append(chr(given))
        elif op is sre.NOT_LITERAL:
            out.append("a" if given != ord("a") else "b")
        elif op is sre.ANY:
            out.append("a")
        elif op is sre.IN:
            out.append(_of_class(given))
        elif op is sre.BRANCH:
            out.append(_sample(given[1][0], one))
        elif op is sre.SUBPATTERN:
            out.append(_sample(given[3], one))
        elif op in _REPEATS:
            low, high, inner = given
            out.append(_sample(inner, one) * max(int(low), min(one, int(high))))
        elif op is getattr(sre, "ATOMIC_GROUP", None):
            out.append(_sample(given, one))
        elif op is sre.ASSERT:
            out.append("")
    return "".join(out)


_REPEATS = [
    getattr(sre, n) for n in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") if hasattr(sre, n)
]
_OF = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
_OF |= {"CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_WORD": "-"}


def _of_class(items: Any) -> str:
    negated = bool(items) and items[0][0] is sre.NEGATE
    if negated:
        inside = re.compile("|".join(map(re.escape, _members(items[1:]))) or "(?!)")
        return next((c for c in "a1 -年\n。=<" if not inside.fullmatch(c)), "\u0100")
    members = _members(items)
    return members[0] if members else "a"


def _members(items: Any) -> list[str]:
    out = []
    for op, given in items:
        if op is sre.LITERAL:
            out.append(chr(given))
        elif op is sre.RANGE:
            out += [chr(given[0]), chr(given[1])]
        elif op is sre.CATEGORY:
            out.append(_OF.get(str(given).rpartition(".")[2], "a"))
    return out


def _pumped(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What leads to each long repetition in a parsed pattern, and what is repeated there."""
    for op, given in tree:
        if op in _REPEATS:
            _, high, inner = given
            if high is sre.MAXREPEAT or int(high) >= 20:
                yield before, _sample(inner)
                yield "", before + _sample(inner)
                yield before, _sample(inner, 2)
            yield from _pumped(inner, before)
        elif op is sre.BRANCH:
            for branch in given[1]:
                yield from _pumped(branch, before)
        elif op is sre.SUBPATTERN:
            yield from _pumped(given[3], before)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _pumped(given[1], before)
        before += _sample([(op, given)])
    if before:
        yield "", before


def hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """A beginning, what is repeated, and an end, for each of the ways to make ``pattern`` try in vain."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = sre_parse.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(source, bytes) else pattern.flags
    )
    done = set()
    for before, pump in [*_pumped(tree), ("", " "), ("", "1"), ("", "\n"), ("", "年"), ("", "<")]:
        if pump and (before, pump) not in done:
            done.add((before, pump))
            yield before, pump, "\x00"


def _time(use: Use, text: str) -> float:
    pattern = use.pattern
    given: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()
    if use.methods - {"match", "fullmatch"}:
        for _ in pattern.finditer(given):
            pass
    if "match" in use.methods:
        pattern.match(given)
    if "fullmatch" in use.methods:
        pattern.fullmatch(given)
    return time.process_time() - began


def fault(use: Use) -> str | None:
    """How the pattern takes more than its share of time, with the string; ``None`` if it does not."""
    for before, pump, end in hostile(use.pattern):
        shown = f"{before!r} + {pump!r} * n + {end!r}"
        for n in _FEW:
            text = before + pump * n + end
            if _time(use, text) > _SOON and _time(use, text) > _SOON:
                return f"more than {_SOON} s for n = {n}: {shown}"
        n = 64
        while n < _MANY and _time(use, before + pump * n + end) < _CLEAR:
            n *= 4
        short, long = before + pump * n + end, before + pump * (_TIMES * n) + end
        for _ in range(2):  # a machine with other work is slow at times
            ratio = _time(use, long) / max(_time(use, short), _CLEAR)
            if ratio <= _QUADRATIC:
                break
        else:
            return f"{ratio:.0f} times as long for {_TIMES} times as much (n = {n}): {shown}"
    return None


# ---------------------------------------------------------------------------------- the tests


@pytest.mark.parametrize(
    "bad",
    [
        r"(?:<!--.{0,2000}?-->\s*)*<html",
        r"(a+)+b",
        r"(?:a|a)*b",
        r"\s+$",
        r".*年",
        r"x*y",
        r"(?:\d+,?)+件",
        r"<(?:meta)[^>]*charset",
    ],
)
def test_a_bad_pattern_is_found(bad: str) -> None:
    assert fault(Use(re.compile(bad, re.S), frozenset({"search"}))) is not None


@pytest.mark.parametrize(
    "good", [r"\d{1,12}条", r"[^<]{0,40}<", r"\s{0,9}\d", r"第.{1,8}条", r"\S+"]
)
def test_a_good_pattern_is_not(good: str) -> None:
    assert fault(Use(re.compile(good), _CALLS - {"fullmatch"})) is None


def test_patterns_are_found_where_they_are_used() -> None:
    found, unknown = written()
    assert len(compiled()) > 60 and len(found) > 20
    assert unknown == [], "a pattern made where it is used: compile it where the module holds it"


def test_every_pattern_is_linear() -> None:
    found = {**written()[0], **compiled()}
    faults = {where: why for where, use in found.items() if (why := fault(use))}
    assert not faults, "\n".join(f"{where}: {why}" for where, why in faults.items())
