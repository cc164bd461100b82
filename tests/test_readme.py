from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_readme_example_prints_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "README.md").read_text("utf-8")
    match = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", readme, re.S)
    assert match
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(match[1], "README.md", "exec"), {})
    assert out.getvalue() == match[2]
