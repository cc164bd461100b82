"""The writer: every pattern tells the truth about itself, splits stay apart, nothing is copied."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from training.corpus import agencies
from training.corpus.agencies import SPLITS
from training.corpus.narrative import lexicon, markup, numerals
from training.corpus.narrative.context import LISTS, Context
from training.corpus.narrative.filling import fill
from training.corpus.narrative.markup import TOPICS, MarkupError, parse
from training.corpus.narrative.passages import draw_values, write_passage
from training.corpus.narrative.patterns import Pattern, patterns
from training.corpus.narrative.sentence import Mention, Sentence, facts
from training.corpus.report import Paragraph, TablePlace
from training.corpus.writer import write_report

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
NUMBER = r"[\d０-９.,，．\s零一二三四五六七八九十百千两余多]"
UNITS = {"十": 10, "百": 100, "千": 1000}


def read_number(text: str) -> float:
    """What a printed number says: a second opinion, independent of how it was printed."""
    text = text.translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,"))
    text = re.sub(r"[\s,余多+]", "", text)
    factor = 1.0
    for word, size in (("亿", 1e8), ("万", 1e4)):
        if text.endswith(word):
            text, factor = text[:-1], factor * size
    if re.fullmatch(r"[\d.]+", text):
        return float(text) * factor
    total, digit = 0, 0
    for c in text:
        if c in UNITS:
            total += (digit or 1) * UNITS[c]
            digit = 0
        else:
            digit = DIGITS[c]
    return (total + digit) * factor


def prints(mention: Mention, text: str) -> bool:
    """Whether the span holds the number and its measure word, and the item is in the text."""
    fact = mention.fact
    span = text[fact.start : fact.end]
    match = re.match(rf"({NUMBER}*[万亿]?[余多+]?\s*)(.*)$", span, re.S)
    if not match or not match[1].strip():
        return False
    number, unit = match[1].strip(), re.sub(r"\s", "", match[2])
    value = read_number(number)
    if fact.unit == "元":
        value *= {"万元": 1e4, "元": 1, "亿元": 1e8}[unit]
    elif fact.unit is None:
        if unit:
            return False
    elif not unit.startswith(fact.unit):
        return False
    if abs(value - fact.value) > max(0.51 if fact.unit == "元" else 1e-6, 1e-9 * value):
        return False
    if mention.item and re.sub(r"\s", "", text[slice(*mention.item)]) != fact.item:
        return False
    if mention.channel:
        return re.sub(r"\s", "", text[slice(*mention.channel)]) == fact.channel
    return fact.channel is None


def context(seed: int, split: str = "test") -> Context:
    rng = random.Random(seed)
    agency = agencies.choose(rng, split)
    year = rng.randint(2019, 2025)
    fixed = {"title": "年度报告", "agency": agency.names[0]}
    values = draw_values(rng, agency.tier)
    return Context(agency, year, "2021", split, numerals.draw_style(rng), values, fixed)


def filled(pattern: Pattern, seed: int) -> Sentence | None:
    """The pattern for the next agency that it fits."""
    for i in range(200):
        place = context(seed * 1000 + i)
        if pattern.fits(place):
            return fill(pattern, place, random.Random(seed))
    return None


@pytest.mark.parametrize("pattern", patterns(), ids=lambda p: p.id)
def test_every_pattern_says_where_its_counts_stand(pattern: Pattern) -> None:
    found = [s for seed in range(5) if (s := filled(pattern, seed))]
    assert len(found) == 5, "fits hardly any agency"
    for sentence in found:
        assert not re.search(r"[\[\]{}<>|\\]", sentence.text), sentence.text
        ends = [0]
        for i, mention in enumerate(sentence.mentions):
            fact = mention.fact
            assert prints(mention, sentence.text), (sentence.text, fact)
            assert fact.topic in TOPICS
            assert fact.item and not re.search(r"\s", fact.item)
            assert fact.start >= ends[-1], "counts overlap"
            ends.append(fact.end)
            assert fact.part_of != i
            assert fact.part_of is None or 0 <= fact.part_of < len(sentence.mentions)
            before = sentence.text[: fact.start].rstrip()
            after = sentence.text[fact.end :]
            said = fact.bound
            if re.search(r"(约|大约)$", before) or after.startswith("左右"):
                assert said == "about"
            if re.search(r"(突破|超过|逾)$", before) or re.match("以上", after):
                assert said == "over"
            if re.search(r"[余多]", sentence.text[fact.start : fact.end]):
                assert said == "over"
    assert pattern.counted or not any(s.mentions for s in found)


def test_there_are_many_patterns_of_every_topic() -> None:
    assert len(patterns()) >= 400
    topics: Counter[str] = Counter()
    for pattern in patterns():
        nodes = [*pattern.nodes]
        said = set()
        while nodes:
            node = nodes.pop()
            if isinstance(node, markup.Count):
                said.add(node.topic or pattern.topic)
            elif isinstance(node, markup.Choice):
                nodes += [n for option in node.options for n in option]
            elif isinstance(node, markup.Mark | markup.Each):
                nodes += node.nodes
        topics.update(said)
    assert set(topics) == set(TOPICS)
    assert all(topics[t] >= 5 for t in TOPICS), topics
    plain = [p for p in patterns() if not p.counted]
    assert len(plain) >= 100


def test_pattern_splits() -> None:
    shares = Counter(p.split for p in patterns())
    assert 0.07 < shares["test"] / len(patterns()) < 0.17
    assert 0.05 < shares["validation"] / len(patterns()) < 0.15
    split_of = {p.id: p.split for p in patterns()}
    for split in SPLITS:
        used: set[str] = set()
        for seed in range(40):
            for block in write_report(seed, split=split).blocks:
                used.update(block.patterns if isinstance(block, Paragraph) else ())
        assert {split_of[i] for i in used} == {"train", split}


def test_agencies() -> None:
    every = agencies.agencies()
    assert len(every) == len({a.name for a in every}) > 3000
    for split in SPLITS:
        for level in agencies.LEVEL_WEIGHTS:
            assert agencies.choose(random.Random(1), split, level).level == level
    titles = {s: {n for a in every if a.split == s for n in (a.name,)} for s in SPLITS}
    assert not titles["train"] & titles["test"]
    assert not titles["train"] & titles["validation"]
    with pytest.raises(ValueError, match="no agency of level"):
        agencies.choose(random.Random(1), "train", "village")


def test_a_seed_gives_one_report() -> None:
    assert write_report(7, split="test") == write_report(7, split="test")
    assert write_report(7, split="test") != write_report(8, split="test")
    assert write_passage(3) == write_passage(3)
    with pytest.raises(ValueError, match="split is one of"):
        write_report(1, split="dev")


@pytest.mark.parametrize("form", ["2019", "2021", None])
def test_reports(form: str | None) -> None:
    lengths, titles, places = [], set(), Counter[str]()
    for seed in range(60):
        report = write_report(seed, form=form)
        assert report.form == (form or report.form)
        assert report.agency in report.title
        lines = [b.text for b in report.blocks if isinstance(b, Paragraph) and b.kind == "title"]
        assert "".join(lines).replace(" ", "") == report.title.replace(" ", "")
        titles.add(report.title.replace(report.agency, "").replace(str(report.year), ""))
        headings = [b for b in report.blocks if isinstance(b, Paragraph) and b.kind == "heading"]
        sections = [b.section for b in headings]
        assert len(sections) == len(set(sections)) >= 5
        placed = {b.section for b in report.blocks if isinstance(b, TablePlace)}
        assert placed <= set(sections)
        assert bool(report.cells) == bool(placed)
        for block in report.blocks:
            if isinstance(block, Paragraph):
                assert block.text.strip(), report.id
                places.update([block.kind])
                for i, fact in enumerate(block.facts):
                    assert fact.part_of is None or fact.part_of in range(len(block.facts))
                    assert fact.part_of != i
                    assert prints(Mention(fact, None, None), block.text) or fact.channel
        lengths.append(sum(len(b.text) for b in report.blocks if isinstance(b, Paragraph)))
    assert len(titles) >= 12
    assert set(places) == {"title", "heading", "subheading", "body"}
    assert sorted(lengths)[30] > 500


def test_prose_and_tables_mostly_agree() -> None:
    agree = differ = 0
    for seed in range(300):
        report = write_report(seed, level="county")
        cell = report.cells.get("requests.received.total")
        if cell is None or cell.value is None:
            continue
        for block in report.blocks:
            if not isinstance(block, Paragraph):
                continue
            if any(i.startswith("requests.received") for i in block.patterns):
                said = {f.value for f in block.facts if f.topic == "requests_received"}
                agree += cell.value in said
                differ += cell.value not in said
    # How many say it changes with every new pattern; what share of them agrees does not.
    assert agree + differ >= 10
    assert agree >= 0.8 * (agree + differ)


def test_passages() -> None:
    broken = 0
    for seed in range(300):
        passage = write_passage(seed)
        assert all(prints(m, passage.text) for m in passage.mentions), passage.text
        assert passage.facts == facts(Sentence(passage.text, passage.mentions, ()))
        broken += any("\n" in passage.text[f.start : f.end] for f in passage.facts)
    assert broken


@pytest.mark.parametrize(
    ("value", "text"),
    [(7, "七"), (10, "十"), (14, "十四"), (20, "二十"), (105, "一百零五"), (110, "一百一十"),
     (1200, "一千二百"), (140000, "十四万"), (100, "一百"), (30500, "三万零五百")],
)  # fmt: skip
def test_spelled_numbers(value: int, text: str) -> None:
    assert numerals.spell(value) == text


@pytest.mark.parametrize(
    "text", ["[信息", "<条 !total", "{* 3 category ， = x}", "<条 何>", "(a|b"]
)
def test_bad_markup_is_refused(text: str) -> None:
    with pytest.raises(MarkupError):
        parse(text)


def test_lists_have_words() -> None:
    for names in LISTS.values():
        assert all(f"said_{name}" in lexicon.words() for name in names)
    assert lexicon.allowed("category", "train") != lexicon.allowed("category", "test")


# Wording that every report shares with the law and its forms: it is nobody's sentence.
STATUTORY = (
    "国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见",
    "国务院办公厅政府信息与政务公开办公室关于印发",
    "中华人民共和国政府信息公开工作年度报告格式",
    "中华人民共和国政府信息公开条例",
    "收到和处理政府信息公开申请情况",
    "因政府信息公开工作被申请行政复议提起行政诉讼情况",
    "要求行政机关确认或重新出具已获取信息",
    "政府信息公开信息处理费管理办法",
)


@cache
def _evaluation() -> str:
    """The texts that nothing here may repeat, runs of Chinese characters set apart."""
    texts = [json.loads(line)["text"] for line in (SHARED / "narratives/dev.jsonl").open()]
    texts += [p.read_text(encoding="utf-8") for p in (SHARED / "seeds").glob("*.txt")]
    return re.sub(r"[^一-鿿]+", "|", "|".join(texts))


@pytest.mark.skipif(not SHARED.exists(), reason="the evaluation texts are not here")
def test_no_sentence_is_copied() -> None:
    theirs = _evaluation()
    copied: set[tuple[str, str]] = set()
    for pattern in patterns():
        for seed in range(8):
            sentence = filled(pattern, seed)
            text = sentence.text if sentence else ""
            for words in STATUTORY:
                text = text.replace(words, "|")
            for run in re.findall("[一-鿿]{16,}", text):
                found = [run[i : i + 16] for i in range(len(run) - 15)]
                copied.update((pattern.id, f) for f in found if f in theirs)
    assert not copied
