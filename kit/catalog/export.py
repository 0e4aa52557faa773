"""Write the contracts as a Frictionless Data Package: one descriptor and a header-only CSV for each catalog."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from kit.catalog.load import all_catalogs
from kit.catalog.model import Catalog, Field

CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


def export(folder: Path) -> Path:
    """``folder/datapackage.json`` and ``folder/<slug>.csv``; returns the descriptor's path."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogs = all_catalogs().values()
    for catalog in catalogs:
        with (folder / f"{catalog.name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerow([f.name for f in catalog.fields])
    descriptor = {
        "name": "luan-public-data-catalogs",
        "title": "六安市首批公共数据资源目录(附件1)",
        "resources": [_resource(c) for c in catalogs],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def table_schema(catalog: Catalog) -> dict[str, Any]:
    """The catalog in the words of Table Schema; what Table Schema can't say stays under ``governance``."""
    keys = [
        {"fields": list(k.fields), "reference": {"resource": k.resource, "fields": list(k.reference)}}
        for k in catalog.foreign_keys
    ]
    schema: dict[str, Any] = {"fields": [_field(f) for f in catalog.fields], "primaryKey": list(catalog.primary_key)}
    return {**schema, "foreignKeys": keys} if keys else schema


def _resource(catalog: Catalog) -> dict[str, Any]:
    return {
        "name": catalog.name.replace("_", "-"), "type": "table", "title": catalog.title, "path": f"{catalog.name}.csv",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "description": catalog.description,
        "schema": {k: v for k, v in table_schema(catalog).items() if k != "foreignKeys"},
        "governance": {"unit": catalog.unit, "frequency": catalog.frequency, "grade": catalog.grade.name,
                       "annex_id": catalog.annex_id, "foreignKeys": table_schema(catalog).get("foreignKeys", [])},
    }  # fmt: skip


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "title": field.title, "type": field.type}
    if field.description:
        described["description"] = field.description
    constraints = {k: v for k, v in field.constraints.items() if k in CONSTRAINTS}
    if field.codes:
        described["categories"] = [{"value": c, "label": t} for c, t in field.codes.items()]
        constraints.setdefault("enum", list(field.codes))
    if constraints:
        described["constraints"] = constraints
    return described | {"unit": field.unit, "grade": field.grade.name, "identifier": field.identifier}
