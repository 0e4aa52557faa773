"""The data card: what is planted in the city, how large it is, where it shows, and what only looks like it."""

from __future__ import annotations

from typing import Any

from synthetic_data.world.effects import effects

SHOWN_APART = {"title", "what", "tables", "products", "look_alikes", "band"}


def card() -> list[dict[str, Any]]:
    """One section per planted effect, straight from ``effects.yaml``."""
    from kit.catalog import load

    return [
        {
            "name": name, "title": plan["title"], "what": plan["what"], "products": plan["products"],
            "tables": [load(t).title for t in plan["tables"]],
            "parameters": [[k, str(v)] for k, v in plan.items() if k not in SHOWN_APART],
            "look_alikes": [[v["title"], str({k: x for k, x in v.items() if k != "title"})] for v in plan.get("look_alikes", {}).values()],
            "band": plan["band"],
        }
        for name, plan in effects().items()
    ]  # fmt: skip


def page(sections: list[dict[str, Any]]) -> str:
    """The card as one HTML page."""
    from jinja2 import Template

    return Template(_PAGE, autoescape=True).render(sections=sections)


_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>合成城市数据卡</title>
<style>body{max-width:860px;margin:2em auto;padding:0 1em;font:16px/1.7 "Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif;color:#1d2733}
table{border-collapse:collapse}td{border-bottom:1px solid #e3e8ee;padding:4px 12px}h2{margin-top:2em}</style>
<h1>合成城市数据卡</h1><p>城市里的人、企业和地址都是模拟的。下面是埋下的规律;除注明出处者外,数字是我们的选择。</p>
{% for s in sections %}<h2>{{ s.title }}</h2><p>{{ s.what }}</p><p>用于:{{ s.products|join("、") }}。见于:{{ s.tables|join("、") }}。</p>
<table>{% for k, v in s.parameters %}<tr><td>{{ k }}</td><td>{{ v }}</td></tr>{% endfor %}</table>
{% if s.look_alikes %}<h3>只是看起来像</h3><table>{% for k, v in s.look_alikes %}<tr><td>{{ k }}</td><td>{{ v }}</td></tr>{% endfor %}</table>{% endif %}
<p>允许的范围:{{ s.band }}</p>{% endfor %}</html>"""
