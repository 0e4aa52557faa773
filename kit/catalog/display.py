"""How a catalog looks in a notebook."""

from __future__ import annotations

from kit.catalog.model import Catalog, Field, Grade
from kit.html import Html, badge, code, heading, line, show, table

TONES = {Grade.公开: "good", Grade.一般: "", Grade.个人信息: "warn", Grade.敏感个人信息: "bad"}


def grade_badge(grade: Grade) -> Html:
    return badge(grade.name, TONES[grade])


def catalog_html(catalog: Catalog) -> Html:
    """Unit, frequency, grade and every field of a contract."""
    rows = [(f.title, code(f.name), f.type, grade_badge(f.grade), _remark(f)) for f in catalog.fields]
    return show(
        heading(catalog.title, code(catalog.name), badge(f"{catalog.frequency}更新"), grade_badge(catalog.grade)),
        line(f"{catalog.unit} · 附件1 {catalog.annex_id} · 主键 {'、'.join(catalog.primary_key)}", quiet=True),
        line(catalog.description), line(catalog.legal_note, quiet=True), table(["字段", "标识", "类型", "分级", "说明"], rows),
    )  # fmt: skip


def _remark(field: Field) -> str:
    codes = "、".join(f"{k} {v}" for k, v in list(field.codes.items())[:6]) + ("…" if len(field.codes) > 6 else "")
    return ";".join(part for part in (field.description, field.unit and f"单位:{field.unit}", codes, "标识符" if field.identifier else "") if part)
