"""Model directories: found, whole, of this version; and what is said where they are not."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest

import govie
from govie import store
from govie.errors import ModelMismatch, ModelNotFound


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(store.find(), tmp_path / "model"))


def test_a_named_model_is_used(copy: Path) -> None:
    text = "全年主动公开政府信息12条。"
    assert govie.extract(text, model=copy) == govie.extract(text)


def test_the_environment_names_the_default(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVIE_MODEL", str(copy))
    assert govie.load().folder == copy.resolve()


def test_no_model_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelNotFound, match="govie train"):
        govie.load(tmp_path / "nothing")
    monkeypatch.setattr(store, "_DEFAULTS", ())
    monkeypatch.delenv("GOVIE_MODEL", raising=False)
    with pytest.raises(ModelNotFound, match="reinstall"):
        govie.extract("")


@pytest.mark.parametrize(
    "name", ["narrative/topics.npz", "headings/words.json", "narrative/labeler/layers.npz"]
)
def test_a_damaged_file_is_named(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(bytes(data))
    with pytest.raises(ModelMismatch, match=Path(name).name):
        govie.load(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "narrative" / "items.npz").unlink()
    with pytest.raises(ModelMismatch, match=r"items\.npz"):
        govie.load(copy)


@pytest.mark.parametrize(("version", "advice"), [(0, "train it again"), (99, "upgrade")])
def test_another_format_says_what_to_do(copy: Path, version: int, advice: str) -> None:
    manifest = json.loads((copy / store.MANIFEST).read_text("utf-8"))
    manifest["format"] = version
    (copy / store.MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelMismatch, match=advice):
        govie.load(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
def test_a_broken_manifest_is_named(copy: Path, text: str) -> None:
    (copy / store.MANIFEST).write_text(text, "utf-8")
    with pytest.raises(ModelMismatch, match="manifest"):
        govie.load(copy)


def test_a_manifest_cannot_point_outside(copy: Path) -> None:
    manifest = json.loads((copy / store.MANIFEST).read_text("utf-8"))
    manifest["files"]["../../secret"] = "0"
    (copy / store.MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelMismatch):
        govie.load(copy)


def test_no_file_of_the_model_is_a_pickle() -> None:
    files = [p for p in store.find().rglob("*") if p.is_file()]
    assert len(files) > 10
    assert [p for p in files if p.read_bytes().startswith(b"\x80")] == []


def test_the_model_is_small() -> None:
    files = [p for p in store.find().rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) <= 20_000_000
    narrative = [p for p in files if "narrative" in p.parts]
    assert sum(p.stat().st_size for p in narrative) <= 10_000_000


def test_an_extractor_pickles_small() -> None:
    extractor = govie.load()
    extractor.extract("全年主动公开政府信息12条。")
    data = pickle.dumps(extractor)
    assert len(data) < 500
    assert pickle.loads(data).extract("").warnings
