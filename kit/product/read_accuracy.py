"""Read ``accuracy`` of a scenario plan: estimates that the review compares with the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kit.product.plan import EVALUATION, Accuracy, Output
from kit.product.yaml_lines import Source, catalog_of

NUMBER, CLASS, RANKING, LINK, LISTED = "数值", "类别", "排序", "对应", "名单"
NEEDED = {"title", "kind", "output", "key", "estimate", "truth"}
ALLOWED = NEEDED | {"baseline", "low", "high", "coverage", "costly", "allowed", "ordered", "at", "same_as_baseline"}


def read_accuracy(source: Source, outputs: Mapping[str, Output]) -> tuple[Accuracy, ...]:
    return tuple(_one(source, raw, outputs, ("accuracy", n)) for n, raw in enumerate(source.values.get("accuracy") or ()))


def _one(source: Source, raw: Any, outputs: Mapping[str, Output], at: tuple[Any, ...]) -> Accuracy:
    for problem in _problems(raw, outputs):
        raise source.error("KIT-P035", at, f"accuracy 写得不对:{problem}", "参照 docs/guide/products.md 的“别的准确性”。")
    query = _query(source, str(raw["truth"]), (*at, "truth"))
    catalogs, answers = _tables(source, query, (*at, "truth"))
    return Accuracy(**{**raw, "key": tuple(raw["key"]), "ordered": tuple(raw.get("ordered") or ())}, catalogs=catalogs, answers=answers, named=_named(query))


def _query(source: Source, truth: str, at: tuple[Any, ...]) -> Any:
    """A truth is one query and nothing else."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        (query,) = sqlglot.parse(truth, dialect="duckdb")
    except (SqlglotError, ValueError):
        query = None
    if not isinstance(query, exp.Query):
        raise source.error("KIT-P036", at, "truth 应是一条 DuckDB 的 SELECT", "写成 SELECT 主键…, … AS truth FROM 目录标识 …。")
    return query


def _tables(source: Source, query: Any, at: tuple[Any, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The catalogs and answers that a truth query reads."""
    from sqlglot import exp

    own = {c.alias for c in query.find_all(exp.CTE)}
    tables = [t for t in query.find_all(exp.Table) if t.db or t.name not in own]
    answers = {t.name for t in tables if t.db == "answers"}
    return tuple(sorted({catalog_of(source, t.name, at).name for t in tables if t.db != "answers"})), tuple(sorted(answers))


def _named(query: Any) -> frozenset[str] | None:
    """Every name in the query, whatever it names; None when it reads fields without naming them."""
    from sqlglot import exp

    stars = any(not isinstance(star.parent, exp.Count) for star in query.find_all(exp.Star, exp.Columns))
    natural = any(join.args.get("method") == "NATURAL" for join in query.find_all(exp.Join))
    return None if stars or natural else frozenset(name.name.lower() for name in query.find_all(exp.Identifier))


def _problems(raw: Any, outputs: Mapping[str, Output]) -> Iterator[str]:
    if not isinstance(raw, dict) or not set(raw) >= NEEDED or set(raw) - ALLOWED:
        yield f"要有 {'、'.join(sorted(NEEDED))},另可写 {'、'.join(sorted(ALLOWED - NEEDED))}"
        return
    if raw["kind"] not in (NUMBER, CLASS, RANKING, LINK, LISTED):
        yield f"kind 应为 {NUMBER}、{CLASS}、{RANKING}、{LINK} 或 {LISTED}"
    if raw["kind"] != CLASS and not raw.get("baseline"):
        yield "要写 baseline:与之比较的简单办法"
    if raw["kind"] == CLASS and not raw.get("costly") and not raw.get("ordered"):
        yield "类别要写 costly(说错代价最大的取值)或 ordered(从低到高的取值)"
    output = outputs.get(raw["output"])
    if output is None or output.kind != EVALUATION:
        yield "output 应是 kind 为 评估 的输出"
        return
    named = {*raw["key"], raw["estimate"], *(raw[n] for n in ("baseline", "low", "high") if raw.get(n))}
    if missing := named - {f.name for f in output.fields}:
        yield f"评估输出没有字段 {'、'.join(sorted(missing))}"
