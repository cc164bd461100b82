"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import govie
from govie.late import late

ROOT = Path(govie.__file__).parent
USING = sorted(p for p in ROOT.rglob("*.py") if "from govie.late import" in p.read_text("utf-8"))


def test_a_late_pattern_is_compiled_when_a_method_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    compiled = re.compile

    def noted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        made.append(pattern)
        return compiled(pattern, flags)

    monkeypatch.setattr("re.compile", noted)
    pattern = late(r"^(\d+)件$", re.M)
    assert not made
    assert pattern.findall("1件\n22件") == ["1", "22"]
    assert pattern.sub("", "3件") == ""
    assert pattern.groups == 1
    assert len(made) == 1


def test_a_late_pattern_that_is_none_fails_when_it_is_used() -> None:
    pattern = late("(")
    with pytest.raises(re.error):
        pattern.search("")


@pytest.mark.parametrize("path", USING, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_late_patterns_of_a_module_compile(path: Path) -> None:
    name = ".".join(("govie", *path.relative_to(ROOT).with_suffix("").parts))
    module: Any = import_module(name)
    held = [v for v in vars(module).values() if type(v).__name__ == "_Late"]
    for pattern in held:
        assert re.compile(pattern.pattern, pattern.flags)
