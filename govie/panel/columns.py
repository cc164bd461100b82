"""The tables of a panel and their columns, each with what it means in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from govie.panel import harmonized, variables
from govie.panel.checks import PanelCheck
from govie.panel.doubt import Doubts
from govie.panel.record import Record
from govie.panel.variables import Column, cells, label
from govie.report import Report, Unit

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, and the rows that a record has in it (``rows`` of the panel's checks: none).

    ``rows`` is given the confidence under which values are withheld: only ``wide`` and ``doubts`` ask.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Record, float], Iterator[Row]]


_KEYS = (
    Column("file", "text", "文件", "File, as it was given"),
    Column("agency", "text", "发布机关", "Issuing body, as the report names itself"),
    Column("year", "integer", "报告年度", "Year reported on, not the year of publication"),
    Column(
        "unit_id",
        "text",
        "单位标识：历年不变，不因改名、改码或写法而变；不能确定则为空",
        "The unit behind the name: the same over years, renamings and spellings; empty if not certain",
    ),
    Column("unit_year", "text", "单位与年度", "unit_id and year: the key of a panel"),
    Column(
        "form",
        "integer",
        "表式：2019（国办公开办函〔2019〕60号）或 2021（国办公开办函〔2021〕30号）",
        "Statutory form",
    ),
)
_UNIT = (
    Column("unit_name", "text", "单位全称", "The unit's name in full"),
    Column("province", "text", "省", "Province"),
    Column("city", "text", "市", "City"),
    Column("county", "text", "县", "County"),
    Column("town", "text", "乡镇街道", "Town or street"),
    Column(
        "unit_code",
        "text",
        "报告年度的行政区划代码（六位）",
        "Code of the division in the year reported on (GB/T 2260, six digits)",
    ),
    Column("town_code", "text", "乡镇街道代码（九位）", "Code of the town (nine digits)"),
    Column(
        "unit_level",
        "text",
        "层级：national 国家，province 省，city 市，county 县，town 乡镇街道，zone 开发区等",
        "Level; zone: a development zone, whose code is that of the division it lies in",
    ),
    Column(
        "unit_kind",
        "text",
        "类别：government 政府，或部门主题",
        "government, or the department's subject",
    ),
    Column(
        "unit_confidence",
        "number",
        "单位的置信度",
        "Probability that the unit is the report's",
    ),
)
_ABOUT = (
    Column(
        "keep",
        "boolean",
        "是否保留：同一单位同一年度的多份报告中读得最好的一份；单位或年度不能确定则为空",
        "The best of the reports of its unit and year; empty where these are not certain",
    ),
    Column("keep_why", "text", "保留或不保留的原因", "Why it is kept or not"),
    Column(
        "agency_confidence",
        "number",
        "发布机关的置信度",
        "Probability that the agency is the report's",
    ),
    Column("title", "text", "标题", "Title"),
    Column("kind", "text", "文件类型", "What the file was: text, html, docx, doc, pdf, scan"),
    Column("encoding", "text", "字符编码", "Character encoding, of texts and web pages"),
    Column("error", "text", "未能读取的原因", "Why the file could not be read; empty if it was"),
    Column(
        "content",
        "text",
        "内容：report 报告，no tables 未见统计表，no report 不像年度报告",
        "What was read: report; no tables, a report without any cell; no report, another document",
    ),
    Column("notes", "text", "读取说明", "What the loader left out or guessed"),
    Column("warnings", "text", "警告", "Warnings of the reader, separated by ；"),
    Column("checks_failed", "integer", "不成立的勾稽关系数", "Number of sums that do not come out"),
    Column("cells_read", "integer", "读出的单元格数", "Cells read as printed"),
    Column(
        "cells_repaired",
        "integer",
        "修复的单元格数",
        "Cells whose print was damaged, lost or broken",
    ),
    Column("cells_blank", "integer", "空白单元格数", "Cells printed empty"),
    Column("cells_missing", "integer", "缺失单元格数", "Cells that the report does not contain"),
    Column("cells_corrected", "integer", "人工更正的单元格数", "Cells that a person corrected"),
    Column("cells_doubtful", "integer", "存疑单元格数", "Cells with confidence under 0.9"),
    Column(
        "cells_withheld",
        "integer",
        "因存疑而未列入的数值个数（见 doubts 表）",
        "Values left out of this table because they are doubtful (table doubts)",
    ),
    Column("facts", "integer", "正文中的计数", "Number of counts in the narrative"),
)


def _form(report: Report) -> int | None:
    return int(report.form) if report.form is not None else None


def _wide_rows(record: Record, limit: float) -> Iterator[Row]:
    report = record.report
    row: Row = {
        "file": record.file,
        "kind": record.kind,
        "encoding": record.encoding,
        "error": record.error,
        "content": record.content,
        "notes": "；".join(record.notes) or None,
    }
    if report is not None:
        row |= _keys(record) | _unit_row(report.unit)
        row |= {
            "agency_confidence": (
                report.agency_place.confidence if report.agency_place is not None else None
            ),
            "title": report.title,
            "warnings": "；".join(report.warnings) or None,
            "facts": len(report.facts),
        }
    if report is not None and report.cells:
        # Without a form there is no cell that could be missing: 0 of them would look like a clean report.
        status = [c.status for c in report.cells.values()]
        row |= {
            "checks_failed": len(report.failed),
            "cells_read": status.count("read"),
            "cells_repaired": status.count("repaired"),
            "cells_blank": status.count("blank"),
            "cells_missing": status.count("missing"),
            "cells_corrected": status.count("corrected"),
            "cells_doubtful": len(report.doubtful()),
        }
        doubts = Doubts.of(report, limit)
        row |= _values(report, doubts) | harmonized.row(report, doubts)
    yield row


def _values(report: Report, doubts: Doubts) -> Row:
    """Every cell's value and status; a doubtful value is left out, and the status says so."""
    row: Row = {"cells_withheld": doubts.count()[1]}
    for path in cells():
        name = variables.short(path)
        if path not in report.cells:
            row[variables.STATUS + name] = "no cell"
        else:
            row[variables.STATUS + name] = doubts.status(path)
            row[name] = doubts.value(path)
    return row


def _doubt_rows(record: Record, limit: float) -> Iterator[Row]:
    report = record.report
    if report is None:
        return
    keys, doubts = _keys(record), Doubts.of(report, limit)
    for path, found in report.cells.items():
        if doubts.status(path) == "doubtful":
            yield keys | {
                "variable": variables.short(path),
                "path": path,
                "cell": label(cells()[path]),
                "value": found.value,
                "status": found.status,
                "confidence": found.confidence,
                "reason": doubts.why(path),
                "raw": found.raw,
                "start": found.start,
                "end": found.end,
            }


def _keys(record: Record) -> Row:
    report = record.report
    if report is None:
        return {"file": record.file}
    unit = report.unit.id if report.unit is not None else None
    return {
        "file": record.file,
        "agency": report.agency,
        "year": report.year,
        "unit_id": unit,
        "unit_year": f"{unit}/{report.year}" if unit and report.year is not None else None,
        "form": _form(report),
    }


def _unit_row(unit: Unit | None) -> Row:
    if unit is None:
        return {}
    return {
        "unit_name": unit.name,
        "province": unit.province,
        "city": unit.city,
        "county": unit.county,
        "town": unit.town,
        "unit_code": unit.code,
        "town_code": unit.town_code,
        "unit_level": unit.level,
        "unit_kind": unit.kind,
        "unit_confidence": unit.confidence,
    }


def _long_rows(record: Record, limit: float) -> Iterator[Row]:
    if record.report is None:
        return
    failed = {path for check in record.report.failed for path in check.paths}
    keys = _keys(record)
    for path, value in record.report.cells.items():
        cell = cells()[path]
        yield keys | {
            "variable": variables.short(path),
            "path": path,
            "table": cell.table.label,
            "row": cell.table.rows[cell.row].full,
            "column": cell.table.columns[cell.column].full,
            "unit": variables.unit(cell),
            "value": value.value,
            "status": value.status,
            "confidence": value.confidence,
            "check_failed": path in failed,
            "raw": value.raw,
            "start": value.start,
            "end": value.end,
            "why": value.why,
        }


def _fact_rows(record: Record, limit: float) -> Iterator[Row]:
    if record.report is None:
        return
    keys = _keys(record)
    for number, fact in enumerate(record.report.facts):
        yield keys | {
            "fact": number,
            "topic": fact.topic,
            "item": fact.item,
            "kind": fact.kind,
            "value": fact.value,
            "unit": fact.unit,
            "bound": fact.bound,
            "channel": fact.channel,
            "part_of": fact.part_of,
            "confidence": fact.confidence,
            "start": fact.start,
            "end": fact.end,
        }


def _check_rows(record: Record, limit: float) -> Iterator[Row]:
    if record.report is None:
        return
    keys = _keys(record)
    for check in record.report.failed:
        yield keys | {
            "check": check.name,
            "check_kind": check.kind,
            "expected": check.expected,
            "found": check.found,
            "paths": "；".join(check.paths),
        }


def _no_rows(record: Record, limit: float) -> Iterator[Row]:
    return iter(())


def panel_row(check: PanelCheck) -> Row:
    """A panel's check as a row of the table ``panel``."""
    return {
        "check": check.kind,
        "agency": check.agency,
        "unit_id": check.unit,
        "year": check.year,
        "expected": check.expected,
        "found": check.found,
        "files": "；".join(check.files),
        "places": "；".join("" if p is None else f"{p[0]}-{p[1]}" for p in check.places) or None,
        "message": check.message,
    }


_PLACE = (
    Column("start", "integer", "在文本中的起点", "First character in the loader's text"),
    Column("end", "integer", "在文本中的终点（不含）", "Character after the last one"),
)
_SURE = Column(
    "confidence", "number", "置信度", "Probability that the value is what the report says"
)


@cache
def tables() -> dict[str, Table]:
    """Every table by name: wide, doubts, long, facts, checks, panel."""
    values, states = variables.values(), variables.states()
    wide = Table(
        "wide", (*_KEYS, *_UNIT, *_ABOUT, *values, *harmonized.columns(), *states), _wide_rows
    )
    variable = Column(
        "variable", "text", "wide 表中的变量名", "The cell's column in the table wide"
    )
    doubts = (
        variable,
        Column("path", "text", "单元格路径", "Path of the cell, the same in both forms"),
        Column("cell", "text", "单元格", "The cell in the form's own words"),
        Column("value", "number", "读到而未列入的数值", "What was read and withheld"),
        Column("status", "text", "读取状态", "How it was read: read, repaired, blank"),
        _SURE,
        Column("reason", "text", "存疑原因", "Why it is doubted, and the sums of it that fail"),
        Column("raw", "text", "原文", "The print"),
        *_PLACE,
    )
    long = (
        variable,
        Column("path", "text", "单元格路径", "Path of the cell, the same in both forms"),
        Column("table", "text", "表", "Table, in the form's own words"),
        Column("row", "text", "行", "Row, in the form's own words"),
        Column("column", "text", "列", "Column, in the form's own words"),
        Column("unit", "text", "单位", "Unit; money in yuan"),
        Column("value", "number", "数值", "Number as the report prints it; empty if there is none"),
        Column(
            "status",
            "text",
            "状态：read 读出，repaired 修复，corrected 人工更正，blank 空白，missing 缺失",
            "How the value was had; corrected: a person said so",
        ),
        _SURE,
        Column(
            "check_failed", "boolean", "涉及不成立的勾稽关系", "A sum that names this cell fails"
        ),
        Column("raw", "text", "原文", "The print"),
        *_PLACE,
        Column("why", "text", "修复依据", "For a repaired cell, what it follows from"),
    )
    facts = (
        Column("fact", "integer", "序号", "Number of the count in its report, from 0"),
        Column("topic", "text", "主题", "Topic, of a closed list"),
        Column("item", "text", "事项", "What is counted, as written"),
        Column("kind", "text", "指标", "The indicator that the item is a wording of"),
        Column("value", "number", "数值", "Number; money in yuan"),
        Column("unit", "text", "量词", "Measure word"),
        Column("bound", "text", "exact 恰为，about 约，over 超过，under 不足", "How exact"),
        Column("channel", "text", "渠道", "Where it was published or counted"),
        Column("part_of", "integer", "所属总数的序号", "Number of the total it is part of"),
        _SURE,
        *_PLACE,
    )
    checks = (
        Column("check", "text", "勾稽关系", "Which sum"),
        Column("check_kind", "text", "sum 合计，balance 平衡，narrative 与正文", "Kind of check"),
        Column("expected", "number", "应为", "What the parts add up to"),
        Column("found", "number", "实为", "What the report prints"),
        Column("paths", "text", "涉及的单元格", "Cells concerned"),
    )
    panel = (
        Column(
            "check",
            "text",
            "carried 结转不衔接，duplicate 重复报告，spelling 机关名称写法不一，in_force 现行有效件数不衔接，copied 数字多与上年相同，text 正文多与上年相同，absent 名单中有而未见",
            "Kind of check",
        ),
        Column("agency", "text", "发布机关", "Issuing body"),
        Column("unit_id", "text", "单位标识", "The unit behind the name, if it is certain"),
        Column("year", "integer", "年度", "Year; of a carry-over the later one"),
        Column(
            "expected",
            "number",
            "应为；copied、text 为本年的总数",
            "What follows from the year before; of copied and text, how many there are",
        ),
        Column(
            "found",
            "number",
            "实为；copied、text 为与上年相同的个数",
            "What this year says; of copied and text, how many are as in the year before",
        ),
        Column("files", "text", "涉及的文件", "Files concerned"),
        Column(
            "places",
            "text",
            "各文件文本中的起止位置",
            "For each of the files where it says so: first character and the one after the last",
        ),
        Column("message", "text", "说明", "What was found"),
    )
    return {
        "wide": wide,
        "doubts": Table("doubts", (*_KEYS, *doubts), _doubt_rows),
        "long": Table("long", (*_KEYS, *long), _long_rows),
        "facts": Table("facts", (*_KEYS, *facts), _fact_rows),
        "checks": Table("checks", (*_KEYS, *checks), _check_rows),
        "panel": Table("panel", panel, _no_rows),
    }
