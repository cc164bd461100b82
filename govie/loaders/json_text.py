"""Loads JSON files of crawlers, which have a report's text, or its web page, in a field."""

from __future__ import annotations

import json
from typing import Any

from govie import toml
from govie.errors import UnreadableFile
from govie.loaders import encoding, html
from govie.loaders.base import Loaded

ENDINGS = (".json", ".jsonl", ".ndjson")
LARGEST = 32 * 2**20  # bytes; a report's record has some 200,000


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins as an object, or a list of objects, with a field."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] == b"[":
        head = head[1:].lstrip()
    return head[:1] == b"{" and head[1:].lstrip()[:1] == b'"'


def load(data: bytes) -> Loaded:
    """The text of the only record in ``data``. Raises ``UnreadableFile`` for several records, or none."""
    if len(data) > LARGEST:
        raise UnreadableFile(f"JSON of more than {LARGEST // 2**20} MB: no single report")
    decoded = encoding.decode(data)
    records = _records(decoded.text)
    if len(records) != 1:
        raise UnreadableFile(
            f"JSON of {len(records):,} records: write the text of each into a file of its own"
        )
    record = records[0]
    fields = toml.read("loaders/json_text.toml")
    wrappers, texts = fields["wrappers"], fields["texts"]
    for _ in wrappers:
        if not isinstance(record, dict) or _field(record, texts):
            break
        record = next((record[k] for k in wrappers if isinstance(record.get(k), dict)), None)
    text = _field(record, texts) if isinstance(record, dict) else None
    if not isinstance(record, dict) or text is None:
        raise UnreadableFile(f"JSON without a text in a field named {', '.join(texts)}")
    notes: tuple[str, ...] = ()
    page = text.encode("utf-8", "replace")
    if html.recognizes(page) or "</" in text:
        loaded = html.load(page)
        text, notes = loaded.text, loaded.notes
    title = _field(record, fields["titles"])
    if title and title not in text[:3000]:
        text = f"{title}\n{text}"
    return Loaded(text, "json", decoded.encoding, notes)


def _records(text: str) -> list[Any]:
    """The objects of a JSON file, or of a file of JSON Lines."""
    text = text.removeprefix("\ufeff")
    try:
        found = json.loads(text)
    except ValueError:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise UnreadableFile(f"damaged JSON: {error}") from error
    return found if isinstance(found, list) else [found]


def _field(record: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The text in the first of the fields ``names`` (of any case) that has text."""
    lower = {str(key).lower(): value for key, value in record.items()}
    return next((v for n in names if isinstance(v := lower.get(n), str) and v.strip()), None)
