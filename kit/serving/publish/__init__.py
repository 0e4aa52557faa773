"""``publish``: a package for each service form of a product that passed the review."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kit.product.artefact import Artefact
from kit.serving.publish.folder import MANIFEST, PREVIEW, Package, digests, latest
from kit.serving.whole import whole

# Service form of 附件2 → folder in the package, and the module whose ``make(artefact, folder, before)`` fills it.
FORMS = {"数据集": "dataset", "算法模型": "model", "报告": "report", "API": "api"}
Maker = Callable[[Artefact, Path, Package | None], None]


def publish(artefact: Artefact, out: Path) -> tuple[Package, bool]:
    """The package of this artefact under ``out/<product>``, and whether it was made now.

    The same artefact is published once; a new one becomes the next version. A preview is no version: it replaces the last.
    """
    home = out / artefact.plan.name
    before = latest(home)
    if before and not artefact.preview and before.manifest["artefact"] == artefact.digest:
        return before, False
    number = (before.version if before else 0) + 1
    target = home / (PREVIEW if artefact.preview else f"v{number}")
    with whole(target, replaces=MANIFEST if artefact.preview else "") as part:
        for form in artefact.plan.service_form:
            folder = part / FORMS[form]
            folder.mkdir()
            _maker(form)(artefact, folder, before)
        manifest = _manifest(artefact, number, before) | {"files": digests(part)}
        (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return Package(target, manifest), True


def _maker(form: str) -> Maker:
    return import_module(f"{__name__}.{FORMS[form]}").make


def _manifest(artefact: Artefact, number: int, before: Package | None) -> dict[str, Any]:
    plan = artefact.plan
    return {
        "product": plan.name, "title": plan.title, "forms": {form: FORMS[form] for form in plan.service_form}, "version": number,
        "preview": artefact.preview, "artefact": artefact.digest, "as_of": str(artefact.as_of), "verdict": artefact.verdict,
        "decided": artefact.decision["decided"] if artefact.decision else None, "kit": version("luan-data-kit"),
        "previous": {"version": before.version, "artefact": before.manifest["artefact"]} if before else None,
        "published": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
