"""The files that entries name by digest: plans, findings of their review, contracts, dossiers. Each must still be what it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from kit.dossier.plan import FINDINGS, PLANS
from kit.dossier.register import DOSSIERS
from kit.product.contract import CONTRACTS
from kit.product.signed import digest
from kit.product.trail import Entry, Problem


def problems(home: Path, entries: Iterable[Entry]) -> list[Problem]:
    """The entries whose files are gone or changed, by line."""
    return [Problem(e.n, f"所指的{what}缺失或被改动") for e in entries for what, right in _files(home, e) if not right]


def _files(home: Path, entry: Entry) -> list[tuple[str, bool]]:
    named, out = entry.digests, []
    if entry.event == "submit_plan":
        plan = named.get("plan", "")
        out.append(("场景方案", _bytes(home / PLANS / plan / entry.product / "product.yaml", plan)))
    if "findings" in named:
        out.append(("评审结果", _bytes(home / FINDINGS / f"{named['findings']}.json", named["findings"])))
    if "contract" in named:
        out.append(("使用合约", _document(home / CONTRACTS / f"{named['contract']}.json", named["contract"])))
    if "file" in entry.facts:
        out.append(("登记备案材料", _bytes(home / DOSSIERS / str(entry.facts["file"]), named.get("dossier", ""))))
    return out


def _bytes(path: Path, named: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == named


def _document(path: Path, named: str) -> bool:
    try:
        return digest(json.loads(path.read_text(encoding="utf-8"))) == named
    except (OSError, ValueError):
        return False
