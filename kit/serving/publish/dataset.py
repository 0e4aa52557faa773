"""数据集: Parquet for programs, CSV for Excel, a Data Package around both, and a card for people."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.catalog.export import CONSTRAINTS
from kit.product.artefact import Artefact, copy
from kit.product.plan import DATASET, Output
from kit.serving.pages import shown
from kit.serving.portrait import description, sources
from kit.serving.publish import difference, excel_csv, gtfs, release_control
from kit.serving.publish.cards import write_card
from kit.serving.publish.folder import Package

DESCRIPTOR = "datapackage.json"


def make(artefact: Artefact, folder: Path, before: Package | None) -> None:
    outputs = [o for o in artefact.plan.leaving if o.kind == DATASET]
    frames = {o.name: artefact.frame(o.name) for o in outputs}
    resources = [r for o in outputs for r in _write(artefact, o, frames[o.name], folder)]
    gtfs.write(frames, folder / "data" / gtfs.FEED)
    control = [release_control.summary(o, frames[o.name]) for o in outputs]
    changes = _changes(outputs, frames, resources, before)
    _json(folder / "release_control.json", control)
    _json(folder / "changes.json", changes)
    _json(folder / DESCRIPTOR, _descriptor(artefact, resources, before))
    columns = {o.name: _columns(o, frames[o.name]) for o in outputs}
    write_card(folder, "dataset.html", artefact, outputs=outputs, frames=frames, columns=columns, control=control, changes=changes,
               marked={o.name: excel_csv.marked(o, frames[o.name]) for o in outputs})  # fmt: skip


def _write(artefact: Artefact, output: Output, frame: Any, folder: Path) -> list[dict[str, Any]]:
    """Both files of one output and their descriptors. The Parquet is the reviewed file itself."""
    parquet, table = folder / "data" / output.file, folder / "data" / f"{output.name}.csv"
    copy(artefact.outputs / output.file, parquet)
    mark = excel_csv.marked(output, frame)
    table.write_text(excel_csv.write(output, frame, mark), encoding="utf-8", newline="")
    name = output.name.replace("_", "-")
    return [
        {"name": name, "type": "table", "title": output.title, **_file(table, folder), "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
         "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'}, "grade": output.grade, "schema": _schema(output, mark)},
        {"name": f"{name}-parquet", "type": "file", "title": f"{output.title}(Parquet)", **_file(parquet, folder), "format": "parquet",
         "mediatype": "application/vnd.apache.parquet", "grade": output.grade},
    ]  # fmt: skip


def _file(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"path": path.relative_to(folder).as_posix(), "bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}


def _schema(output: Output, mark: list[str]) -> dict[str, Any]:
    described = []
    for f in output.fields:
        constraints = {k: v for k, v in f.constraints.items() if k in CONSTRAINTS} | ({"required": True} if f.name in output.key else {})
        field: dict[str, Any] = {"name": f.name, "title": f.title, "type": f.type, "constraints": constraints}
        if f.unit:
            field["unit"] = f.unit
        if f.name in mark:
            field |= {"excelText": True, "description": "每个值前有一个制表符,使 Excel 当作文字;读取时去掉", "constraints": _behind_mark(constraints)}
        described.append(field)
    return {"fields": described, "missingValues": [""]} | ({"primaryKey": list(output.key)} if output.key else {})


def _behind_mark(constraints: dict[str, Any]) -> dict[str, Any]:
    """The same constraints for values with the mark before them."""
    change = {
        "pattern": lambda p: f"\\t(?:{p})", "enum": lambda values: [excel_csv.MARK + v for v in values],
        "minLength": lambda n: n + 1, "maxLength": lambda n: n + 1,
    }  # fmt: skip
    return {k: change[k](v) if k in change else v for k, v in constraints.items()}


def _descriptor(artefact: Artefact, resources: list[dict[str, Any]], before: Package | None) -> dict[str, Any]:
    plan = artefact.plan
    return {
        "name": plan.name.replace("_", "-"), "title": plan.title, "version": str(before.version + 1 if before else 1), "description": str(plan.scenario["purpose"]),
        "keywords": [plan.annex.category, plan.annex.industry], "asOf": str(artefact.as_of), "artefact": artefact.digest, "preview": artefact.preview,
        "productDescription": dict(description(plan, artefact)), "sources": [{"title": s.title, "unit": s.unit, "frequency": s.frequency} for s in sources(plan)],
        "resources": resources,
    }  # fmt: skip


def _changes(outputs: list[Output], frames: dict[str, Any], resources: list[dict[str, Any]], before: Package | None) -> dict[str, Any]:
    """Against the last published version, output by output; an output that is new has nothing to be compared with."""
    import pandas as pd

    if before is None or not (before.folder / "dataset" / DESCRIPTOR).exists():
        return {"before": None, "outputs": {}}
    old = {r["name"]: r for r in json.loads((before.folder / "dataset" / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]}
    new = {r["name"]: r for r in resources}
    told = {}
    for o in outputs:
        name = o.name.replace("_", "-")
        if name in old:
            last = pd.read_parquet(before.folder / "dataset" / "data" / o.file)
            told[o.name] = {"rows": difference.rows(last, frames[o.name], o.key), "fields": difference.fields(old[name]["schema"], new[name]["schema"])}
    gone = [r["title"] for n, r in old.items() if n not in new and r["type"] == "table"]
    return {"before": before.version, "outputs": told, "withdrawn": gone}


def _columns(output: Output, frame: Any) -> list[dict[str, Any]]:
    """Each field as the card shows it: how full it is and how far it reaches."""
    told = []
    for f in output.fields:
        filled = frame[f.name].dropna()
        span = f"{shown(filled.min(), f.type)} 至 {shown(filled.max(), f.type)}" if f.type != "string" and len(filled) else f"{filled.nunique():,} 种取值"
        told.append({"field": f, "missing": int(frame[f.name].isna().sum()), "span": span})
    return told


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
