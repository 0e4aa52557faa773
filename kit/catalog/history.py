"""Both annexes with their history: what became of a draft catalog, where a final one came from, and who asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kit.catalog.load import all_catalogs, near
from kit.errors import CatalogError

ANNEXES = Path(__file__).parent / "annexes"


@dataclass(frozen=True)
class AnnexProduct:
    """One row of 附件2; ``chargeable`` follows its category (free for public governance and public good)."""

    id: str
    name: str
    title: str
    category: str
    industry: str
    form: str
    chargeable: bool

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(self.form.split("、"))


@dataclass(frozen=True)
class Comment:
    id: str
    unit: str
    comment: str
    reason: str


@dataclass(frozen=True)
class History:
    """What is known of a name: ``fate`` in one sentence, then changes, the comments behind them, open questions."""

    title: str
    kind: str
    fate: str
    current: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@cache
def annex(name: str) -> Any:
    """One file of ``kit/catalog/annexes``."""
    import yaml

    text = (ANNEXES / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def annex_products() -> tuple[AnnexProduct, ...]:
    return tuple(AnnexProduct(**row) for row in annex("products"))


def find_product(name: str) -> AnnexProduct:
    """The product of 附件2 with this slug or exact title; a dropped one is refused with its history."""
    for product in annex_products():
        if name in (product.name, product.title):
            return product
    known = [p.title for p in annex_products()] + [p.name for p in annex_products()]
    for row in annex("dropped_products"):
        if row["title"] == name:
            raise CatalogError(
                "KIT-C004",
                f"产品“{name}”不在附件2 之中:{_dropped(row).fate}",
                next_step="改选附件2 的 27 个产品之一:kit product list",
            )
    raise CatalogError("KIT-C003", f"附件2 没有产品“{name}”。", next_step=_suggest(name, known, "kit product list"))


def why(name: str) -> History:
    """The history of a catalog or product, by its draft or final title or its slug."""
    if name in all_catalogs():
        name = all_catalogs()[name].title
    drafts = [row for row in annex("draft_catalogs") if row["title"] == name]
    finals = [row for row in annex("final_catalogs") if row["title"] == name]
    if finals:
        return _final(finals[0])
    if drafts:
        return _draft(drafts)
    for row in annex("dropped_products"):
        if row["title"] == name:
            return _dropped(row)
    for product in annex_products():
        if name in (product.title, product.name):
            text = (
                f"附件2 产品:{product.category} / {product.industry},服务形式 {product.form},"
                + ("可收费" if product.chargeable else "免费")
                + "。"
            )
            return History(product.title, "产品", text, notes=_notes(product.title))
    raise CatalogError(
        "KIT-C001", f"两版附件中都没有“{name}”。", next_step=_suggest(name, _titles(), "kit catalog search 关键词")
    )


def refusal(name: str, known: list[str]) -> CatalogError:
    """Why a name is no catalog of the final 附件1, as an error that teaches."""
    if any(row["title"] == name for row in annex("draft_catalogs")):
        history = why(name)
        became = f"改用:{'、'.join(history.current)}。" if history.current else f"kit catalog why {name} 可看全部来历。"
        return CatalogError("KIT-C005", f"目录“{name}”不在正式附件1 之中:{history.fate}", next_step=became)
    return CatalogError("KIT-C001", f"附件1 没有目录“{name}”。", next_step=_suggest(name, known, "kit catalog list"))


def _final(row: dict[str, Any]) -> History:
    catalog = next(c for c in all_catalogs().values() if c.title == row["title"])
    sources = [d for d in annex("draft_catalogs") if row["title"] in d.get("became", ())]
    fate = f"在正式附件1 之中({catalog.unit},{catalog.frequency}更新),{row['origin']}"
    renamed = [t for t in row["came_from"] if t != row["title"]]
    fate += f"(草稿:{'、'.join(renamed)})。" if renamed else "。"
    changes = [
        f"{c['what']}:{c['old']} → {c['new']}" + ("" if c["by"] else "(没有意见提出)")
        for d in sources
        for c in d.get("changes", ())
    ]
    notes = _notes(row["title"]) + ([f"待明确:{catalog.open_question}"] if catalog.open_question else [])
    return History(row["title"], "目录", fate, [row["title"]], changes, _comments(row.get("comments", ())), notes)


def _draft(rows: list[dict[str, Any]]) -> History:
    row = rows[0]
    current = list(dict.fromkeys(t for r in rows for t in r.get("became", ())))
    ids = list(dict.fromkeys(c for r in rows for c in r.get("comments", ())))
    comments = _comments(ids)
    by = "、".join(dict.fromkeys(c.unit for c in comments)) or row["unit"]
    reason = next((r["reason"] for r in rows if r.get("reason")), "")
    because = f"理由:{reason}" if reason else "源文件没有写明理由。"
    verb = {"删除": "已撤下", "合并": "已合并"}.get(row["fate"], f"已{row['fate']}")
    fate = (
        f"草稿中由{row['unit']}提供,{verb}" + (f"为{'、'.join(current)}" if current else "") + f",由{by}提出。{because}"
    )
    return History(row["title"], "草稿目录", fate, current, [], comments, _notes(row["title"]))


def _dropped(row: dict[str, Any]) -> History:
    if row.get("reason"):
        fate = f"草稿附件2 的产品,正式稿已删除,由{row['unit']}提出。理由:{row['reason']}"
    else:
        fate = f"草稿附件2 的产品,正式稿没有;源文件没有写明理由。我们的推断:{row['likely']}。"
    return History(row["title"], "草稿产品", fate, comments=_comments([row["comment"]] if row.get("comment") else []))


def _comments(ids: Any) -> list[Comment]:
    wanted = set(ids)
    return [
        Comment(c["id"], c["unit"], c["comment"], c["reason"] or "") for c in annex("comments") if c["id"] in wanted
    ]


def _notes(title: str) -> list[str]:
    return [row["text"] for row in annex("ambiguities") if title in row["about"]]


def _titles() -> list[str]:
    rows = [*annex("final_catalogs"), *annex("draft_catalogs"), *annex("products"), *annex("dropped_products")]
    return list(dict.fromkeys([row["title"] for row in rows] + list(all_catalogs())))


def _suggest(name: str, known: list[str], otherwise: str) -> str:
    hints = near(name, known)
    return f"是否想找:{'、'.join(hints)}?" if hints else f"用 {otherwise} 查看全部。"
