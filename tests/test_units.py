"""The unit behind a name: right, or none; and one id for it over years, spellings and renamings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import govie
from govie import units
from govie.cli import main
from govie.units import Hint, places, resolve

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("units.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_three_hundred_names_are_right_or_null() -> None:
    wrong, resolved, whole = [], 0, 0
    for name, year, code, level, kind, town in ROWS:
        unit, reason = resolve(name, int(year))
        whole += bool(level)
        if unit is None:
            assert reason, name
            continue
        resolved += 1
        got = (unit.code or "", unit.level, unit.kind, unit.town_code or "")
        if got != (code, level, kind, town):
            wrong.append((name, year, got))
    assert len(ROWS) >= 300
    assert not wrong
    assert resolved >= 0.9 * whole


@pytest.mark.parametrize(
    "names",
    [
        [("淮安市楚州区审计局", 2009), ("淮安区审计局", 2015), ("江苏省淮安市淮安区审计局", 2020)],
        [("密云县环境保护局", 2013), ("密云区生态环境局", 2020), ("北京市密云区生态环境局", 2021)],
        [("固镇县湖沟镇", 2020), ("固镇县湖沟镇人民政府", 2021), ("蚌埠市固镇县湖沟镇人民政府", 2022)],
        [("双塔区前进街道", 2020), ("朝阳市双塔区前进街道办事处", 2021)],
        [("襄樊市卫生局", 2008), ("襄阳市卫生和计划生育委员会", 2015), ("襄阳市卫生健康委员会", 2020)],
        [("长春新区管委会", 2020), ("长春市长春新区管理委员会", 2021)],
        [("桃江县", 2020), ("桃江县人民政府", 2021), ("益阳市桃江县政府", 2022)],
        [("桃江县人民政府办公室", 2020), ("桃江县政府办公室", 2021), ("桃江县政府办", 2022)],
        [("桃江县安全生产监督管理局", 2015), ("桃江县应急管理局", 2021)],
        [("浙江义乌经济技术开发区管委会", 2020), ("义乌市经济技术开发区管理委员会", 2021)],
        [("昆山市昆山高新区", 2020), ("江苏昆山高新技术产业开发区管委会", 2021)],
        [("江苏淮安区审计局", 2020), ("淮安市淮安区审计局", 2020)],
        [("济南高新区管委会", 2020), ("济南市高新技术产业开发区管理委员会", 2021)],
        [("昆山市周庄镇党政办公室", 2020), ("昆山市周庄镇人民政府", 2021)],
        [("中山市场监督管理局", 2020), ("中山市市场监督管理局", 2021)],
        [("桃江县文广新局", 2015), ("桃江县文化旅游广电体育局", 2021)],
    ],
)  # fmt: skip
def test_an_id_outlives_renaming_and_spelling(names: list[tuple[str, int]]) -> None:
    found = [resolve(name, year)[0] for name, year in names]
    assert None not in found
    assert len({unit.id for unit in found if unit is not None}) == 1


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        *((name, False) for name in ("新区审计局", "高新区教育局", "开发区管委会", "市高新区教育局")),
        *((name, False) for name in ("经济技术开发区管委会", "综合保税区管委会", "鼓楼区审计局")),
        *((name, True) for name in ("滨湖高新区管委会", "浦东新区审计局", "新市区审计局")),
    ],
)  # fmt: skip
def test_a_name_holds_a_place_where_it_is_one_place_only(name: str, holds: bool) -> None:
    assert units.holds_place(name, 2021) is holds


@pytest.mark.parametrize("name", ["西区街道办事处", "矿区街道", "东区街道办事处"])
def test_a_street_that_is_called_as_a_district_is_not_that_district(name: str) -> None:
    assert resolve(name, 2021)[0] is None


@pytest.mark.parametrize(
    ("one", "other", "year"),
    [
        # like-named bureaus of two cities, divisions that were merged later, departments merged later
        ("南京市鼓楼区审计局", "徐州市鼓楼区审计局", 2020),
        ("南京市下关区审计局", "南京市鼓楼区审计局", 2012),
        ("淮安市清河区审计局", "淮安市清浦区审计局", 2012),
        ("桃江县国土资源局", "桃江县规划局", 2012),
        ("桃江县工商行政管理局", "桃江县质量技术监督局", 2012),
        ("桃江县国家税务局", "桃江县地方税务局", 2012),
        ("桃江县农业局", "桃江县畜牧水产局", 2012),
        ("桃江县公安局", "桃江县森林公安局", 2012),
        ("桃江县档案局", "桃江县档案馆", 2012),
    ],
)
def test_two_units_have_two_ids(one: str, other: str, year: int) -> None:
    first, second = resolve(one, year)[0], resolve(other, year)[0]
    assert first is not None
    assert second is not None
    assert first.id != second.id


def text(head: str) -> str:
    return f"{head}\n一、总体情况\n全年运转平稳。\n二、主动公开政府信息情况\n无。\n"


def test_the_text_says_which_place_is_meant() -> None:
    head = "首页 > 徐州市 > 政务公开\n鼓楼区审计局2020年政府信息公开工作年度报告"
    unit = govie.extract(text(head)).unit
    assert unit is not None
    assert (unit.code, unit.city) == ("320302", "徐州市")
    both = govie.extract(text(head.replace("徐州市", "徐州市 > 南京市"))).unit
    assert both is None


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("www.xuzhou.gov.cn 2021-01-11\n鼓楼区审计局2020年政府信息公开工作年度报告", "320302"),
        ("http://www.rongchang.gov.cn/zwgk/\n区审计局2020年政府信息公开工作年度报告", "500153"),
        # 苏州 and 宿州 are spelled alike; a county's site is not its 市's
        ("http://www.suzhou.gov.cn/\n市审计局2020年政府信息公开工作年度报告", None),
        ("http://www.hebei.gov.cn/\n区审计局2020年政府信息公开工作年度报告", None),
        ("http://www.rongchang.gov.cn/\n市审计局2020年政府信息公开工作年度报告", None),
    ],
)
def test_the_sites_address_says_which_place_is_meant(head: str, code: str | None) -> None:
    unit = govie.extract(text(head)).unit
    assert (unit.code if unit is not None else None) == code


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("平潭综合实验区财政局", "福建省政府信息公开办法", "350128"),
        ("平潭综合实验区", "www.pingtan.gov.cn", "350128"),
        ("福建省平潭综合实验区管委会", "", "350128"),
        ("广东从化经济开发区管委会", "", "440117"),
        ("五华科技产业园管委会", "昆明市五华区", "530102"),
        ("两城镇人民政府", "微山县两城镇", "370826"),
        # called like a county elsewhere, or like a lake that a county is called after as well
        ("平潭综合实验区", "", None),
        ("东湖高新区管委会", "湖北省武汉市", None),
        ("太湖旅游度假区管委会", "江苏省无锡市", None),
        ("滨海经济开发区管委会", "山东省潍坊市", None),
        ("新兴产业园管委会", "广东省", None),
        ("秦皇岛北戴河新区管委会", "", "130300"),
        ("杭州西湖风景名胜区管委会", "", "330100"),
    ],
)
def test_a_zone_lies_in_the_county_that_it_is_called_like(
    name: str, said: str, code: str | None
) -> None:
    unit, reason = resolve(name, 2022, said)
    assert (unit.code if unit is not None else None) == code
    assert unit is not None or reason == "the name holds a zone, and not where that is"


def test_a_report_without_a_certain_unit_says_why() -> None:
    found = govie.extract(text("区审计局2020年政府信息公开工作年度报告"))
    assert (found.agency, found.unit) == ("区审计局", None)
    assert [w for w in found.warnings if w.startswith("W111")]


@pytest.mark.parametrize(
    ("path", "agency", "code"),
    [
        ("江苏省/淮安市/淮安区/2020.txt", "区审计局", "320803"),
        ("江苏/徐州/鼓楼区审计局.html", "鼓楼区审计局", "320302"),
        ("data/江苏省/淮安市/x.txt", "区审计局", None),
        ("data/江苏省/淮安市/x.txt", "市审计局", "320800"),
        ("data/江苏省/淮安市/x.txt", "桃江县审计局", "430922"),
        ("reports/2020/x.txt", "区审计局", None),
        ("江苏省/淮安市/淮安区/2020.txt", "车桥镇人民政府", "320803"),
        ("crawl/www.rongchang.gov.cn/2020/1.html", "区审计局", "500153"),
    ],
)
def test_the_path_says_which_place_is_meant(path: str, agency: str, code: str | None) -> None:
    unit, _ = resolve(agency, 2020, hint=places.of_path(path, 2020))
    assert (unit.code if unit is not None else None) == code


def test_a_table_of_ones_own_says_which_place_is_meant(tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text("file,code\na/x.txt,320302\nb,320803\nc,441900121\n", "utf-8")
    units = places.Table.read(table)
    found = [units.hint(f, 2020) for f in ("a/x.txt", "b/deep/y.txt", "c/z.txt", "d/w.txt")]
    assert [h.places[-1] if h else None for h in found] == ["320302", "320803", "441900", None]
    assert found[2] is not None
    assert found[2].town == "441900121"
    unit, _ = resolve("区审计局", 2020, hint=found[1])
    assert unit is not None
    assert unit.id == "320803/审计局"


@pytest.mark.parametrize(
    "content", ["", "name,number\n", "file,code\nx.txt,12\n", "file,code\nx.txt,999999\n"]
)
def test_a_damaged_table_is_a_clear_error(tmp_path: Path, content: str) -> None:
    table = tmp_path / "units.csv"
    table.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"units\.csv"):
        places.Table.read(table)


def test_a_report_with_its_unit_comes_back_from_its_dictionary() -> None:
    found = govie.extract(text("淮安市淮安区审计局2020年政府信息公开工作年度报告"))
    assert found.unit == govie.Unit(
        "320803/审计局", "江苏省淮安市淮安区审计局", "江苏省", "淮安市", "淮安区", None,
        "320803", None, "county", "审计", found.unit.confidence if found.unit else 0.0,
    )  # fmt: skip
    assert govie.Report.from_dict(found.to_dict()) == found


def test_hint_without_places_changes_nothing() -> None:
    assert resolve("鼓楼区审计局", 2020, hint=Hint())[0] is None


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def run(*options: str) -> list[str | None]:
    """The ids of the units that the command prints."""
    result = CliRunner().invoke(main, ["extract", *options])
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    return [line["unit"] and line["unit"]["id"] for line in lines]


def test_the_command_takes_places_from_paths_and_tables(tmp_path: Path) -> None:
    one = write(
        tmp_path, "江苏省/淮安市/淮安区/a.txt", text("区审计局2020年政府信息公开工作年度报告")
    )
    table = write(tmp_path, "units.csv", f"file,code\n{tmp_path}/江苏省,320302\n")
    assert run(str(one)) == [None]
    assert run(str(one), "--place-from-path") == ["320803/审计局"]
    assert run(str(one), "--units", str(table)) == ["320302/审计局"]
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(
        main, ["extract", str(one), "--place-from-path", "-o", str(out), "--workers", "1"]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text("utf-8"))["unit"]["code"] == "320803"


def test_the_command_refuses_a_damaged_table(tmp_path: Path) -> None:
    one = write(tmp_path, "a.txt", text("区审计局2020年政府信息公开工作年度报告"))
    table = write(tmp_path, "units.csv", "file,code\nx,1\n")
    result = CliRunner().invoke(main, ["extract", str(one), "--units", str(table)])
    assert result.exit_code == 2


def test_the_everyday_name_of_an_autonomous_county_is_known() -> None:
    """青龙 is the place's own name, 满族 the people's."""
    unit, _ = resolve("河北省青龙县人民政府", 2022)
    assert unit is not None and unit.code == "130321"
