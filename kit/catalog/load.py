"""Read the contracts: ``synthetic_data/catalogs/<slug>.yaml`` → Catalog. A new catalog is a new file."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kit.catalog.model import Catalog, Field, ForeignKey, Grade, Ground, State
from kit.errors import CatalogError

TYPES = {"string", "integer", "number", "date", "datetime", "time", "year", "yearmonth"}
GROUNDS = {"source", "standard", "public_schema", "own_knowledge"}
FIELD_KEYS = {
    "name", "title", "description", "empty", "type", "unit", "codes", "constraints", "grade", "identifier", "ground", "synthesis",
}  # fmt: skip
CATALOG_KEYS = {
    "name", "title", "description", "governance", "primaryKey", "foreignKeys", "asOf", "state", "synthesis", "fields",
}  # fmt: skip


def folder() -> Path:
    """The folder of contracts, beside the world that the city is drawn from; found without importing it."""
    spec = find_spec("synthetic_data")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / "catalogs"


@cache
def all_catalogs() -> dict[str, Catalog]:
    """Every contract by slug, in the order of 附件1."""
    read = [read_catalog(path) for path in folder().glob("*.yaml")]
    return {c.name: c for c in sorted(read, key=lambda c: _annex_order(c.annex_id))}


def load(name: str) -> Catalog:
    """The catalog of a slug or of an exact Chinese title; a withdrawn one is refused with its history."""
    catalogs = all_catalogs()
    if name in catalogs:
        return catalogs[name]
    by_title = {c.title: c for c in catalogs.values()}
    if name in by_title:
        return by_title[name]
    from kit.catalog.history import refusal

    raise refusal(name, [*by_title, *catalogs])


@cache
def code_list(name: str) -> dict[str, str]:
    """Code → Chinese meaning of a list that several catalogs share: ``synthetic_data/catalogs/code_lists/<name>.yaml``."""
    import yaml

    return yaml.safe_load((folder() / "code_lists" / f"{name}.yaml").read_text(encoding="utf-8"))["codes"]


def near(name: str, known: list[str]) -> list[str]:
    """Up to three names that the reader may have meant."""
    return difflib.get_close_matches(name, known, n=3, cutoff=0.5) or [k for k in known if name and name in k][:3]


def read_catalog(path: Path) -> Catalog:
    """One contract; a malformed one is refused with file and line."""
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times as fast, where it is built
        node, raw = yaml.compose(text, Loader=loader), yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise _malformed(path, line, "不是合法的 YAML") from None
    lines = _field_lines(node)
    try:
        _refuse_unknown(raw, CATALOG_KEYS, path, 1)
        fields = tuple(_field(f, path, line) for f, line in zip(raw["fields"], lines, strict=True))
        catalog = _catalog(raw, fields)
    except (KeyError, TypeError) as error:
        raise _malformed(path, 1, f"缺少或写错了键 {error}") from None
    _check_references(catalog, path)
    return catalog


def _catalog(raw: dict[str, Any], fields: tuple[Field, ...]) -> Catalog:
    governance = raw["governance"]
    keys = tuple(
        ForeignKey(tuple(k["fields"]), k["reference"]["resource"], tuple(k["reference"]["fields"]))
        for k in raw.get("foreignKeys") or ()
    )
    return Catalog(
        name=raw["name"], title=raw["title"], unit=governance["unit"], frequency=governance["frequency"],
        annex_id=governance["annex_id"], fields=fields, primary_key=tuple(raw["primaryKey"]), foreign_keys=keys,
        description=raw.get("description") or "", legal_note=governance.get("legal_note") or "",
        open_question=governance.get("open_question") or "",
        as_of=raw.get("asOf"), state={k: State(**v) for k, v in (raw.get("state") or {}).items()}, synthesis=raw.get("synthesis"),
    )  # fmt: skip


def _field(raw: dict[str, Any], path: Path, line: int) -> Field:
    _refuse_unknown(raw, FIELD_KEYS, path, line)
    ground = raw["ground"]
    if raw["type"] not in TYPES:
        raise _malformed(path, line, f"字段 {raw['name']} 的类型 {raw['type']} 不在 {sorted(TYPES)} 之中")
    if raw["grade"] not in Grade.__members__:
        raise _malformed(path, line, f"字段 {raw['name']} 的分级 {raw['grade']} 不在 {list(Grade.__members__)} 之中")
    if ground["kind"] not in GROUNDS:
        raise _malformed(path, line, f"字段 {raw['name']} 的依据 {ground['kind']} 不在 {sorted(GROUNDS)} 之中")
    return Field(
        name=raw["name"], title=raw["title"], type=raw["type"], grade=Grade[raw["grade"]],
        ground=Ground(ground["kind"], str(ground.get("note", ""))), description=raw.get("description", ""), empty=raw.get("empty", ""), unit=raw.get("unit", ""),
        identifier=raw.get("identifier", False), codes=_codes(raw, path, line),
        constraints=dict(raw.get("constraints") or {}), synthesis=raw.get("synthesis"),
    )  # fmt: skip


def _codes(raw: dict[str, Any], path: Path, line: int) -> dict[str, str]:
    """Codes written in the field, or the name of a shared list."""
    codes = raw.get("codes") or {}
    if isinstance(codes, dict):
        return codes
    known = sorted(p.stem for p in (folder() / "code_lists").glob("*.yaml"))
    if codes not in known:
        raise _malformed(path, line, f"字段 {raw['name']} 的代码表 {codes} 不存在,已有 {known}")
    return code_list(codes)


def _check_references(catalog: Catalog, path: Path) -> None:
    named = [*catalog.primary_key, *(f for k in catalog.foreign_keys for f in k.fields)]
    named += [catalog.as_of] if catalog.as_of else []
    for name, state in catalog.state.items():
        named += [name, *state.then, *([state.until] if state.until else [])]
    missing = [n for n in named if n not in catalog]
    if missing:
        raise _malformed(path, 1, f"键或时间字段 {missing} 不在字段之中")
    names = [f.name for f in catalog.fields]
    if len(set(names)) < len(names):
        raise _malformed(path, 1, "有重名的字段")


def _field_lines(node: Any) -> list[int]:
    pairs = getattr(node, "value", [])
    for key, value in pairs if isinstance(pairs, list) else []:
        if getattr(key, "value", "") == "fields":
            return [item.start_mark.line + 1 for item in value.value]
    return []


def _refuse_unknown(raw: dict[str, Any], known: set[str], path: Path, line: int) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        hint = near(unknown[0], sorted(known))
        raise _malformed(path, line, f"不认识的键 {unknown}" + (f",是否想写 {hint[0]}" if hint else ""))


def _malformed(path: Path, line: int, what: str) -> CatalogError:
    return CatalogError(
        "KIT-C002",
        f"目录文件有误:{what}",
        where=f"{path.name}:{line}",
        next_step="对照 docs/guide/catalogs.md 修改该行。",
    )


def _annex_order(annex_id: str) -> tuple[int, int]:
    unit, item = annex_id.removeprefix("F").split("-")
    return int(unit), int(item)
