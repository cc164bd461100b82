"""The text of a document is what it shows: nothing hidden, struck out or deleted; marks of notes stand apart."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from test_loaders import W, docx

import govie
from govie import loaders


def html(body: str) -> str:
    return loaders.load_bytes(f"<html><body>{body}</body></html>".encode()).text.strip()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>公开<s>5</s>61条</p>", "公开61条"),
        ("<p>公开<del>5</del><ins>61</ins>条</p>", "公开61条"),
        ("<p>公开<strike>5</strike>61条</p>", "公开61条"),
        ("<p>公开<span style='text-decoration: line-through red'>5</span>61条</p>", "公开61条"),
        ("<p>公开<span style='TEXT-DECORATION-LINE:line-through'>5</span>61条</p>", "公开61条"),
        ("<p>公开<span style='color:red; DISPLAY : none !important'>5</span>61条</p>", "公开61条"),
        ("<p>公开<span style='visibility:hidden'>5</span>61条</p>", "公开61条"),
        ("<p>公开<span hidden>5</span>61条</p>", "公开61条"),
        ("<p>公开<span style='text-decoration: underline'>61</span>条</p>", "公开61条"),
        ("<p>公开3620<sup>1</sup>条</p>", "公开3620¹条"),
        ("<p>公开3620<sup>[2]</sup>条</p>", "公开3620[²]条"),
        ("<p>公开3620<sub>2</sub>条</p>", "公开3620₂条"),
        ("<p>公开3620<span style='vertical-align:super'>1</span>条</p>", "公开3620¹条"),
        ("<p>公开3620<sup><a href='#n'>1</a></sup>条</p>", "公开3620¹条"),
        ("<p>面积5m<sup>2</sup></p>", "面积5m²"),
        ("<table><tr><td>行政许可</td><td><sup>12</sup></td></tr></table>", "行政许可\t12"),
        ("<table><tr><td>行政许可</td><td>7<s>5</s></td></tr></table>", "行政许可\t7"),
    ],
)
def test_html(body: str, shown: str) -> None:
    assert html(body) == shown


@pytest.mark.parametrize(
    ("sheet", "tag", "shown"),
    [
        (".no{display:none}", "span class='a no'", "公开61条"),
        ("span.no , p.x { color:red; DISPLAY : None !important }", "span class=no", "公开61条"),
        ("#no{visibility:hidden}", "span id=no", "公开61条"),
        (".no{text-decoration:line-through}", "span class=no", "公开61条"),
        ("/* .no{} */ a{b:c} @media screen{.no{display:none}}", "span class=no", "公开61条"),
        (".no{display:none}.no.open{display:inline}", "span class='no open'", "公开561条"),
        (".no{display:none}.tab .no{display:block}", "span class=no", "公开561条"),
        (".no{display:none}", "span class=no style='display:inline'", "公开561条"),
        ("@media print{.no{display:none}}", "span class=no", "公开561条"),
        (".tab .no{display:none}", "span class=no", "公开561条"),
        (".no:hover{display:none}", "span class=no", "公开561条"),
        ("/*.no{display:none}", "span class=no", "公开561条"),
        ("}}{.no{display:none", "span class=no", "公开561条"),
        (".no{vertical-align:super}", "span class=no", "公开⁵61条"),
    ],
)
def test_the_pages_own_style_sheet(sheet: str, tag: str, shown: str) -> None:
    page = f"<html><head><style>{sheet}</style></head><body><p>公开<{tag}>5</span>61条</p></body></html>"
    assert loaders.load_bytes(page.encode()).text.strip() == shown


def test_a_vast_style_sheet_ends_soon() -> None:
    for sheet in ("/*" * 300_000, "{" * 600_000, "." * 600_000, ".a" * 200_000 + "{display:none}"):
        page = f"<html><style>{sheet}</style><p class=b>公开61条</p></html>"
        assert "61" in loaders.load_bytes(page.encode()).text
    rules = "".join(f".c{n}{{display:none}}" for n in range(20_000))
    page = f"<html><style>{rules}</style>{'<p class=a>公开61条</p>' * 20_000}</html>"
    assert loaders.load_bytes(page.encode()).text.count("61") == 20_000


def test_a_struck_cell_is_an_empty_cell_and_a_hidden_one_is_none() -> None:
    head = "<tr><td>a</td><td>甲</td><td>乙</td></tr><tr><td>b</td><td>1</td><td>2</td></tr>"
    struck = html(f"<table>{head}<tr><td>c</td><td><s>5</s></td><td>6</td></tr></table>")
    assert struck.splitlines()[-1] == "c\t-\t6"
    hidden = "<tr><td>c</td><td style='display:none'>5</td><td>6</td><td>7</td></tr>"
    assert html(f"<table>{head}{hidden}</table>").splitlines()[-1] == "c\t6\t7"


def test_a_page_that_hides_its_report_is_read_all_the_same() -> None:
    table = "<table><tr><td>自然人</td><td>3</td></tr></table>"
    loaded = loaders.load_bytes(
        f"<html><body><div style='display:none'>{table}</div></body></html>".encode()
    )
    assert "自然人\t3" in loaded.text and "hides" in loaded.notes[0]


def test_a_note_at_a_figure_is_no_digit_of_it() -> None:
    report = (
        "<html><body><h1>某县水务局2023年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>"
        "<p>第二十条第（六）项</p><table><tr><td>信息内容</td><td>本年处理决定数量</td></tr>"
        "<tr><td>行政处罚</td><td>3620<sup>1</sup></td></tr>"
        "<tr><td>行政强制</td><td>30</td></tr></table></body></html>"
    )
    found = govie.extract(loaders.load_bytes(report.encode()).text)
    assert found.cells["disclosure.penalty.decisions"].value == 3620


# --------------------------------------------------------------------------------------- Word


def run(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{more}<w:t>{text}</w:t></w:r>"


STYLES = (
    f'<w:styles xmlns:w="{W}">'
    '<w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="child"><w:basedOn w:val="gone"/></w:style>'
    '<w:style w:type="character" w:styleId="back"><w:basedOn w:val="gone"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="struck"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="loop"><w:basedOn w:val="loop"/></w:style></w:styles>'
)


def word(body: str) -> str:
    data = BytesIO(docx(body))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/styles.xml", STYLES)
    return loaders.load_bytes(data.getvalue()).text.strip()


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (run("3620") + run("1", '<w:vertAlign w:val="superscript"/>'), "3620¹"),
        (run("3620") + run("2", '<w:vertAlign w:val="subscript"/>'), "3620₂"),
        (run("3620") + run("1", '<w:rStyle w:val="note"/>'), "3620¹"),
        (run("3620") + run("1", "", "<w:footnoteReference w:id='1'/>"), "3620¹"),
        (run("12", '<w:vertAlign w:val="superscript"/>'), "12"),
        (run("a") + run("5", "<w:vanish/>") + run("b"), "ab"),
        (run("a") + run("5", "<w:strike/>") + run("b"), "ab"),
        (run("a") + run("5", "<w:dstrike/>") + run("b"), "ab"),
        (run("a") + run("5", '<w:strike w:val="false"/>') + run("b"), "a5b"),
        (run("a") + run("5", '<w:rStyle w:val="gone"/>') + run("b"), "ab"),
        (run("a") + run("5", '<w:rStyle w:val="child"/>') + run("b"), "ab"),
        (run("a") + run("5", '<w:rStyle w:val="back"/>') + run("b"), "a5b"),
        (run("a") + run("5", '<w:rStyle w:val="loop"/>') + run("b"), "a5b"),
        ("<w:del>" + run("5") + "</w:del>" + run("b"), "b"),
        ("<w:moveFrom>" + run("5") + "</w:moveFrom><w:ins>" + run("b") + "</w:ins>", "b"),
    ],
)
def test_docx(runs: str, shown: str) -> None:
    assert word(f"<w:p>{runs}</w:p>") == shown


def test_docx_paragraphs_and_rows() -> None:
    struck = f'<w:p><w:pPr><w:pStyle w:val="struck"/></w:pPr>{run("5")}</w:p>'
    assert word(struck + f"<w:p>{run('b')}</w:p>") == "b"
    row = f"<w:tr>{{}}<w:tc><w:p>{run('5')}</w:p></w:tc></w:tr>"
    shown = row.format("") + row.format("<w:trPr><w:del/></w:trPr>")
    assert word(f"<w:tbl>{shown}{row.format('<w:trPr><w:hidden/></w:trPr>')}</w:tbl>") == "5"
