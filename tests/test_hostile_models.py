"""Damaged models and models made to harm: always ``ModelMismatch``, in bounded memory, before harm is done."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import govie
from govie import store
from govie.errors import ModelMismatch
from govie.train import replay

TEXT = "甲县乙镇2022年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条。\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(store.find(), tmp_path / "model"))


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / store.MANIFEST).read_text("utf-8"))
    return found


def reseal(folder: Path) -> None:
    """As a stranger would: the manifest fits what was done to the files."""
    about = {k: v for k, v in manifest(folder).items() if k not in ("format", "files", "sizes")}
    store.seal(folder, about)


def put(folder: Path, content: Any) -> None:
    (folder / store.MANIFEST).write_text(json.dumps(content), "utf-8")


def files_are(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        known = manifest(folder)
        known["files"] = change(known["files"])
        put(folder, known)

    return damage


NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

MANIFESTS: dict[str, Callable[[Path], None]] = {
    "no files": files_are(lambda files: {}),
    "a list": files_are(list),
    "one file not named": files_are(lambda f: {k: v for k, v in f.items() if "items" not in k}),
    "absolute": files_are(lambda f: {**f, "/dev/null": NOTHING}),
    "parent": files_are(lambda f: {**f, "../model/tables/../tables/labels.json": NOTHING}),
    "drive": files_are(lambda f: {**f, "C:\\x": NOTHING}),
    "no digest": files_are(lambda f: dict.fromkeys(f, 1)),
    "itself": files_are(lambda f: {**f, "manifest.json": NOTHING}),
    "nested": lambda folder: (folder / store.MANIFEST).write_text("[" * 10**5, "utf-8") and None,
    "huge": lambda folder: (folder / store.MANIFEST).write_bytes(b" " * 2**21) and None,
    "format is text": lambda folder: put(folder, manifest(folder) | {"format": "2"}),
    "not UTF-8": lambda folder: (folder / store.MANIFEST).write_bytes(b"\xff{}") and None,
    "another size": lambda folder: put(
        folder, manifest(folder) | {"sizes": {"tables/labels.json": 10**6}}
    ),
    "sizes are a list": lambda folder: put(
        folder, manifest(folder) | {"sizes": ["tables/labels.json"]}
    ),
    "an extra file": lambda folder: (folder / "extra.txt").write_text("x") and None,
    "a folder for a file": lambda folder: _instead(folder, Path.mkdir),
    "a device": lambda folder: _instead(folder, lambda path: path.symlink_to("/dev/zero")),
    "a sparse file": lambda folder: _sparse(folder / "rehearsal.jsonl.gz"),
}


def _instead(folder: Path, make: Callable[[Path], None]) -> None:
    (folder / "tables/labels.json").unlink()
    make(folder / "tables/labels.json")


def _sparse(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(10**10)


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_names_every_file(copy: Path, name: str) -> None:
    MANIFESTS[name](copy)
    with pytest.raises(ModelMismatch):
        govie.load(copy)


def change_array(name: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with np.load(folder / name) as arrays:
            held = dict(arrays)
        change(held)
        np.savez_compressed(folder / name, **held)

    return damage


def bomb(folder: Path) -> None:
    """Some kilobytes that unpack to four gigabytes, as their header says, or does not."""
    with (
        zipfile.ZipFile(folder / "narrative/items.npz", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("weight0.npy", "w", force_zip64=True) as file,
    ):
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<f4", "fortran_order": False, "shape": (2**30, 1)}
        )
        for _ in range(40):
            file.write(bytes(2**22))


def claim(folder: Path) -> None:
    """An array that claims more than the archive holds."""
    with zipfile.ZipFile(folder / "narrative/items.npz", "w") as archive:
        for name in ("weight0.npy", "bias0.npy", "names.npy"):
            with archive.open(name, "w") as file:
                np.lib.format.write_array_header_1_0(
                    file, {"descr": "<f4", "fortran_order": False, "shape": (2**28, 1)}
                )


def text(name: str, content: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(content, "utf-8") and None


def weights_of(value: float) -> Callable[[dict[str, Any]], None]:
    return lambda held: held.update(weight0=np.full_like(held["weight0"], value))


FILES: dict[str, Callable[[Path], None]] = {
    "NaN": change_array("narrative/topics.npz", weights_of(np.nan)),
    "infinite": change_array("tables/trust.npz", weights_of(np.inf)),
    "NaN in the labeler": change_array(
        "narrative/labeler/layers.npz",
        lambda held: held.update(bias=np.full_like(held["bias"], np.nan)),
    ),
    "a row beyond its embedding": change_array(
        "narrative/labeler/layers.npz", lambda held: held.update(rows0=held["rows0"] + 10**6)
    ),
    "rows that are no integers": change_array(
        "narrative/labeler/layers.npz", lambda held: held.update(rows0=held["rows0"].astype("f4"))
    ),
    "a layer too few": change_array(
        "narrative/labeler/layers.npz", lambda held: [held.pop(n) for n in [*held] if "layer2" in n]
    ),
    "fewer inputs": change_array(
        "headings/headings.npz", lambda held: held.update(weight0=held["weight0"][:-1])
    ),
    "fewer inputs of a link": change_array(
        "narrative/items.npz", lambda held: held.update(weight0=held["weight0"][:-1])
    ),
    "other names": change_array(
        "headings/headings.npz", lambda held: held.update(names=held["names"][::-1].astype("U1"))
    ),
    "unknown topics": change_array(
        "narrative/topics.npz",
        lambda held: held.update(names=np.asarray([f"t{i}" for i in range(len(held["names"]))])),
    ),
    "one dimension": change_array("tables/trust.npz", lambda h: h.update(weight0=h["weight0"][0])),
    "an array too many": change_array("tables/trust.npz", lambda h: h.update(more=np.zeros(3))),
    "no arrays": lambda folder: (folder / "tables/trust.npz").write_bytes(b"PK") and None,
    "a pickle": lambda folder: np.savez(
        folder / "tables/trust.npz", weight0=np.asarray([{}], dtype=object)
    ),
    "bomb": bomb,
    "claim": claim,
    "words are numbers": text("headings/words.json", '{"spellings": [1], "vocabulary": [2]}'),
    "no words": text("narrative/words.json", "{}"),
    "nested words": text("tables/evidence.json", "[" * 10**5),
    "words that unpack to a gigabyte": text("headings/words.json", f"[{'[],' * 10**7}[]]"),
    "labels are a list": text("tables/labels.json", "[1]"),
    "labels are numbers": text("tables/labels.json", '{"requests received": [1]}'),
    "a vast labeler": text("narrative/labeler/shape.json", '{"width": 100000, "words": 9000000}'),
    "a negative labeler": text("narrative/labeler/shape.json", '{"depth": -1}'),
    "an unknown labeler": text("narrative/labeler/shape.json", '{"code": "os.system"}'),
    "another labeler": text("narrative/labeler/shape.json", '{"width": 32}'),
    "words never met": text("narrative/labeler/words.txt", "公开 0\n信息 -5"),
    "words without counts": text("narrative/labeler/words.txt", "公开"),
    "no weights": lambda folder: (
        (folder / "narrative/labeler/layers.npz").write_bytes(b"x") and None
    ),
    "without a file": lambda folder: (folder / "narrative/labeler/layers.npz").unlink(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_strangers_model_is_refused(copy: Path, name: str) -> None:
    FILES[name](copy)
    reseal(copy)
    with pytest.raises(ModelMismatch):
        govie.extract(TEXT, model=copy)


@pytest.mark.parametrize("kind", ["bomb", "no annotation", "no gzip", "cut", "nested"])
def test_a_strangers_sample_is_refused(copy: Path, kind: str) -> None:
    path = copy / replay.FILE
    whole = path.read_bytes()
    path.write_bytes(
        {
            "bomb": gzip.compress(bytes(2**28)),
            "no annotation": gzip.compress(b'{"id": 1}\n'),
            "no gzip": b"x",
            "cut": whole[:-100],
            "nested": gzip.compress(b"[" * 10**5),
        }[kind]
    )
    with pytest.raises(ModelMismatch):
        replay.load(copy)


def test_a_model_that_was_trained_again_is_another(copy: Path) -> None:
    before = govie.load(copy)
    reseal_with_note(copy)
    after = govie.load(copy)
    assert after is not before and after.checksum != before.checksum
    assert after.extract(TEXT).facts
    with pytest.raises(ModelMismatch, match="changed"):
        before.extract(TEXT)


def reseal_with_note(folder: Path) -> None:
    store.seal(folder, {"note": "trained again"})


def test_a_cache_of_results_knows_the_model(copy: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    from datasets.fingerprint import Hasher

    data = datasets.Dataset.from_dict({"text": [TEXT]})
    before = Hasher.hash(govie.load(copy))
    first = govie.load(copy).map(data)._fingerprint
    assert Hasher.hash(govie.load(copy)) == before
    reseal_with_note(copy)
    assert Hasher.hash(govie.load(copy)) != before
    assert govie.load(copy).map(data)._fingerprint != first
