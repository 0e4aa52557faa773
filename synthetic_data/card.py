"""The data card: how the city compares with public figures, what is planted in it, and what only looks like it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.catalog import all_catalogs
from synthetic_data.world.effects import effects

SHOWN_APART = {"title", "what", "tables", "products", "look_alikes", "band"}


def card() -> list[dict[str, Any]]:
    """One section per planted effect, straight from ``effects.yaml``."""
    from kit.catalog import load

    remarks = _remarks()
    return [
        {
            "name": name, "title": plan["title"], "what": plan["what"], "products": plan["products"],
            "tables": [load(t).title for t in plan["tables"]],
            "parameters": [[k, str(v), remarks.get((name, k), "")] for k, v in plan.items() if k not in SHOWN_APART],
            "look_alikes": [[v["title"], str({k: x for k, x in v.items() if k != "title"})] for v in plan.get("look_alikes", {}).values()],
            "band": plan["band"],
        }
        for name, plan in effects().items()
    ]  # fmt: skip


def _remarks() -> dict[tuple[str, str], str]:
    """What the comment behind each parameter in ``effects.yaml`` says."""
    out, effect = {}, ""
    for line in (Path(__file__).parent / "effects.yaml").read_text(encoding="utf-8").splitlines():
        if named := re.match(r"(\w+):$", line):
            effect = named[1]
        elif remarked := re.match(r"  (\w+):.*?#\s*(.+)$", line):
            out[effect, remarked[1]] = remarked[2]
    return out


@dataclass(frozen=True)
class Calibration:
    """A figure of the synthetic city beside the public one; without a public one it is our choice."""

    title: str
    unit: str
    ours: float
    public: float | None
    source: str
    tolerance: float

    @property
    def close(self) -> bool:
        return self.public is None or abs(self.ours - self.public) <= self.tolerance * self.public + 1e-9


def calibration(city: Path) -> list[Calibration]:
    """The figures of ``calibration.yaml``, measured on the tables of ``city``; those whose tables are missing are left out."""
    import duckdb
    import yaml

    fraction = json.loads((city / "datapackage.json").read_text(encoding="utf-8"))["fraction"]
    tables = {n: f"'{city.absolute().as_posix()}/{n}/*.parquet'" for n in all_catalogs() if (city / n).is_dir()}
    out = []
    for plan in yaml.safe_load((Path(__file__).parent / "calibration.yaml").read_text(encoding="utf-8")):
        if set(re.findall(r"{(\w+)}", plan["measure"])) <= set(tables):
            row = duckdb.sql(plan["measure"].format(**tables)).fetchone() or (0,)
            ours = float(row[0]) / (fraction if plan.get("per_city") else 1)
            out.append(Calibration(plan["title"], plan.get("unit", ""), ours, plan.get("public"), plan.get("source", "我们的选择"), plan.get("tolerance", 0.0)))
    return out


def page(sections: list[dict[str, Any]], figures: list[Calibration] | None = None) -> str:
    """The card as one HTML page; ``figures`` are those of a city that was built."""
    from jinja2 import Template

    return Template(_PAGE, autoescape=True).render(sections=sections, figures=figures or [])


_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>合成城市数据卡</title>
<style>body{max-width:900px;margin:2em auto;padding:0 1em;font:16px/1.7 "Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif;color:#1d2733}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{border-bottom:1px solid #e3e8ee;padding:4px 12px;text-align:left;vertical-align:top}
h2{margin-top:2em}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.far{color:#a86400}.soft{color:#5b6875;font-size:14px}</style>
<h1>合成城市数据卡</h1><p>城市里的人、企业和地址都是模拟的。下面是它与公开数字的对照,以及埋下的规律;除注明出处者外,数字是我们的选择。</p>
{% if figures %}<h2>与公开数字的对照</h2><table><tr><th>指标</th><th class="n">合成城市</th><th class="n">公开数字</th><th>出处</th></tr>
{% for f in figures %}<tr><td>{{ f.title }}</td><td class="n">{{ "{:,.3g}".format(f.ours) if f.ours < 100 else "{:,.0f}".format(f.ours) }} {{ f.unit }}</td>
<td class="n {{ '' if f.close else 'far' }}">{{ "—" if f.public is none else ("{:,.3g}".format(f.public) if f.public < 100 else "{:,.0f}".format(f.public)) }}</td><td class="soft">{{ f.source }}</td></tr>{% endfor %}</table>{% endif %}
<h2>埋下的规律</h2><p>共 {{ sections|length }} 条:{% for s in sections %}<a href="#{{ s.name }}">{{ s.title }}</a>{{ "、" if not loop.last }}{% endfor %}。</p>
{% for s in sections %}<h2 id="{{ s.name }}">{{ s.title }}</h2><p>{{ s.what }}</p><p class="soft">用于:{{ s.products|join("、") }}。见于:{{ s.tables|join("、") }}。</p>
<table>{% for k, v, what in s.parameters %}<tr><td>{{ k }}</td><td>{{ v }}</td><td class="soft">{{ what }}</td></tr>{% endfor %}</table>
{% if s.look_alikes %}<h3>只是看起来像</h3><table>{% for k, v in s.look_alikes %}<tr><td>{{ k }}</td><td>{{ v if v != "{}" }}</td></tr>{% endfor %}</table>{% endif %}
<p>测试从数据表中找回时允许的范围:{{ s.band }}</p>{% endfor %}</html>"""
