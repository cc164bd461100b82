"""The parts of a web page around a report: head, navigation, breadcrumbs, footer."""

from __future__ import annotations

from random import Random

from training.corpus.report import Report

_MENU = (
    "首页",
    "政务公开",
    "政务服务",
    "互动交流",
    "走进{place}",
    "新闻中心",
    "数据开放",
    "专题专栏",
    "领导之窗",
    "办事大厅",
    "公示公告",
)
_ASIDE = (
    "机构概况",
    "政策文件",
    "政策解读",
    "财政预决算",
    "人事信息",
    "法定主动公开内容",
    "政府信息公开指南",
    "政府信息公开制度",
    "依申请公开",
    "行政执法公示",
)
_FOOT = (
    "主办单位：{agency}",
    "网站地图",
    "联系我们",
    "网站声明",
    "政府网站标识码：{code}",
    "建议使用高版本浏览器访问本站",
    "关于本站",
    "无障碍浏览",
)


def frame(report: Report, body: str, kind: str, css: str, rng: Random) -> str:
    """A whole page of ``kind`` around ``body``."""
    title = f"<title>{report.title}</title>"
    head = f'<meta charset="utf-8">\n{title}\n<style>{css}</style>'
    if kind == "none":
        return f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>"
    if kind == "mso":
        return (
            '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
            'xmlns:w="urn:schemas-microsoft-com:office:word">\n'
            f"<head>\n{head}\n<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->\n</head>\n"
            f'<body lang="ZH-CN">\n<div class="WordSection1">\n{body}\n</div>\n</body>\n</html>'
        )
    place = report.agency[:2]
    menu = [w.format(place=place) for w in rng.sample(_MENU, 6)]
    foot = [
        w.format(agency=report.agency, code=rng.randint(1000000000, 9999999999))
        for w in rng.sample(_FOOT, 4)
    ]
    day = f"{report.year + 1}-01-{rng.randint(4, 31):02d}"
    crumbs = " &gt; ".join(["首页", "政府信息公开", "政府信息公开年报"])
    links = "\n".join(f'<li><a href="#">{w}</a></li>' for w in menu)
    below = " | ".join(foot)
    if kind == "plain":
        return f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n<div>当前位置：{crumbs}</div>\n<article>\n{body}\n</article>\n<footer>{below}</footer>\n</body>\n</html>'
    if kind == "portal":
        aside = "\n".join(f'<li><a href="#">{w}</a></li>' for w in rng.sample(_ASIDE, 6))
        meta = f'<div class="info"><span>发布时间：{day}</span> <span>来源：{report.agency}</span> <span>浏览次数：<b>{rng.randint(20, 3000)}</b></span> <span>字体：[大 中 小]</span></div>'
        return (
            f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n<header><ul>\n{links}\n</ul></header>\n'
            f'<nav>您的位置：{crumbs}</nav>\n<aside><ul>\n{aside}\n</ul></aside>\n<main>\n{meta}\n<div id="zoom">\n{body}\n</div>\n</main>\n'
            f"<footer><p>{below}</p></footer>\n</body>\n</html>"
        )
    # layout: the page of the early 2000s, everything inside one table.
    return (
        f'<html>\n<head>\n{head}\n</head>\n<body>\n<table width="1000" align="center">\n<tr><td><ul>\n{links}\n</ul></td></tr>\n'
        f"<tr><td>{crumbs}</td></tr>\n<tr><td>发布日期：{day}</td></tr>\n<tr><td>\n{body}\n</td></tr>\n<tr><td>{below}</td></tr>\n</table>\n</body>\n</html>"
    )
