"""govie annotate, validate, convert as a person uses them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from annotated import sample, through_doccano, through_label_studio, write
from typer.testing import CliRunner

from govie.annotations import read, tools
from govie.annotations.tools import for_doccano, for_label_studio
from govie.cli import main

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "one-value-a-line-2022.txt"
runner = CliRunner()


def govie(*arguments: object, code: int = 0) -> str:
    done = runner.invoke(main, [str(a) for a in arguments])
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


def test_annotate_validate_convert_and_back(tmp_path: Path) -> None:
    todo = tmp_path / "todo.jsonl"
    assert "1 of 1 reports" in govie("annotate", EXAMPLE, "-o", todo)
    assert govie("validate", todo) == "no faults\n"
    for tool, name in (("doccano", "d.jsonl"), ("label-studio", "l.json")):
        govie("convert", todo, tmp_path / name, "--to", tool)
        govie("convert", tmp_path / name, tmp_path / f"{tool}.jsonl", "--to", "govie")
        assert (tmp_path / f"{tool}.jsonl").read_bytes() == todo.read_bytes()
    labels = json.loads((tmp_path / "d.span-labels.json").read_text("utf-8"))
    assert {"text": "count:disclosed"} in labels
    assert (tmp_path / "d.relation-labels.json").is_file()
    assert (tmp_path / "l.config.xml").is_file()


def test_annotate_overwrites_nothing(tmp_path: Path) -> None:
    todo = tmp_path / "todo.jsonl"
    todo.write_text("hours of work")
    assert "is there already and may hold corrections" in govie(
        "annotate", EXAMPLE, "-o", todo, code=1
    )
    assert todo.read_text() == "hours of work"


def test_annotate_goes_on_after_a_file_it_cannot_read(tmp_path: Path) -> None:
    todo = tmp_path / "todo.jsonl"
    said = govie("annotate", tmp_path / "none.txt", EXAMPLE, "-o", todo, code=1)
    assert "none.txt" in said and "1 of 2 reports" in said
    assert [one.id for one in read(todo)] == [str(EXAMPLE)]


def test_annotate_takes_folders(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    todo = tmp_path / "todo.jsonl"
    assert "no file to read" in govie("annotate", tmp_path / "in", "-o", todo, code=2)
    (tmp_path / "in" / "deep" / "a.txt").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "in" / "b.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    said = govie("annotate", tmp_path / "in", "-o", todo)
    assert "1 of 1 reports" in said and "b.mp4: passed over: a video" in said


def test_annotate_without_its_model_writes_nothing(tmp_path: Path) -> None:
    todo = tmp_path / "todo.jsonl"
    said = govie("annotate", EXAMPLE, EXAMPLE, "-o", todo, "--model", tmp_path / "none", code=1)
    assert "none" in said and not todo.exists()
    govie("annotate", EXAMPLE, EXAMPLE, "-o", todo)
    assert len(list(read(todo))) == 1


def test_validate_says_what_is_wrong(tmp_path: Path) -> None:
    record = sample().to_dict()
    record["facts"][0]["value"] = 7
    path = write(tmp_path / "a.jsonl", record)
    said = govie("validate", path, code=1)
    assert f"{path}:1: a/1: facts[0]: 35:41 prints 1234 ('1,234条'), not 7\n" in said
    assert "1 fault" in said


def test_validate_stops_telling_at_some_point(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *[{"id": "1"}] * 9)
    assert "govie: 3 or more faults" in govie("validate", path, "--most", 3, code=1)


def test_exports_of_the_tools_are_told_apart_by_what_is_in_them(tmp_path: Path) -> None:
    write(tmp_path / "d.json", through_doccano(tools.to_doccano(sample())))
    task = through_label_studio(tools.to_label_studio(sample()))
    (tmp_path / "l.jsonl").write_text(json.dumps([task]), "utf-8")
    for name in ("d.json", "l.jsonl"):
        out = tmp_path / f"{name}.back.jsonl"
        govie("convert", tmp_path / name, out, "--to", "govie")
        assert list(read(out)) == [sample()]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no records"),
        ("[]", "no records"),
        ("[1, {}]", "a.jsonl:1: no JSON object: '1'"),
        ("[", "a.jsonl: no JSON: "),
        ('{"text": "x", "entities": 3}', "a.jsonl:1: no line of doccano's export"),
        ('{"text": "x", "label": []}\n{', "a.jsonl:2: no JSON object: '{'"),
        ('{"id": "1"}', "a.jsonl:1: 1: the key 'text' is missing"),
    ],
)
def test_convert_writes_nothing_where_something_is_wrong(
    tmp_path: Path, content: str, told: str
) -> None:
    (tmp_path / "a.jsonl").write_text(content)
    said = govie("convert", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--to", "govie", code=1)
    assert told in said
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]


def test_convert_does_not_overwrite_its_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", sample().to_dict())
    before = path.read_bytes()
    assert "would be overwritten" in govie("convert", path, path, "--to", "doccano", code=1)
    assert path.read_bytes() == before


def test_a_lone_surrogate_goes_through(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "\\ud800", "text": "3\\udfff"}\n')
    for tool in ("doccano", "label-studio", "govie"):
        govie("convert", path, tmp_path / tool, "--to", tool)
        govie("convert", tmp_path / tool, tmp_path / f"{tool}.back", "--to", "govie")
        (one,) = read(tmp_path / f"{tool}.back")
        assert (one.id, one.text) == ("\ud800", "3\udfff")
    assert govie("validate", path) == "no faults\n"


def test_the_example_of_the_guide_has_no_faults(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "annotating.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", guide, re.S)
    path = write(tmp_path / "a.jsonl", json.loads(example))
    assert govie("validate", path) == "no faults\n"


def test_the_guide_names_commands_that_there_are() -> None:
    guide = (ROOT / "docs" / "annotating.md").read_text("utf-8")
    named = set(re.findall(r"^govie (\w+)", guide, re.M))
    assert named <= {command.name for command in main.registered_commands}
    for ending in for_doccano([sample()]) | for_label_studio([sample()]):
        assert any(f"{name}{ending}" in guide for name in ("doccano", "tasks"))
