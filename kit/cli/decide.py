"""``kit decide``: a reviewer's decision on a review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from kit.cli.output import console, emit


def decide(
    folder: Path = typer.Argument(..., help="审查报告所在的文件夹,如 .kit/reviews/产品标识"),
    decision: str = typer.Option(..., help="通过、限期整改或未通过"),
    reviewer: str = typer.Option(..., help="审查人员"),
    reason: str = typer.Option(..., help="理由"),
    override: list[str] = typer.Option([], help="推翻的检查,可多次;与 --code、--because、--second 依次对应"),
    code: list[str] = typer.Option([], help="理由代码:false_alarm、legal_value、accepted_risk、out_of_scope、fixed_elsewhere"),
    because: list[str] = typer.Option([], help="说明"),
    second: list[str] = typer.Option([], help="第二位审查人员"),
    registry: Path = typer.Option(None, "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹(默认 .kit/registry);其中有的产品,决定由审查人员签名记入台账"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:  # fmt: skip
    """审查人员作决定:机器的发现只是建议"""
    from kit.errors import ReviewError
    from kit.review.decide import Override
    from kit.review.decide import decide as take

    if not len(override) == len(code) == len(because) == len(second):
        raise ReviewError("KIT-R013", "每推翻一项都要写 --code、--because、--second", next_step="逐项补齐。")
    done = _signed(folder, registry, reviewer, second, lambda: take(folder, decision, reviewer, reason, [Override(*o) for o in zip(override, code, because, second, strict=True)]))
    if as_json:
        return emit(done)
    return console().print(f"{done['title']}:{done['decision']}(机器建议:{done['proposed']}),记在 {folder / 'decision.json'}")


def _signed(folder: Path, registry: Path | None, reviewer: str, seconds: list[str], take: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Take the decision and put it into the ledger, signed by all who took it; one that a killed command took without its entry only gets the entry."""
    from kit.product.contract import registry_home, standing

    home = registry or registry_home()
    report, kept = _read(folder / "report.json"), _read(folder / "decision.json")
    if home is None or report is None or standing(home, str(report.get("product"))) is None:
        return take()
    from kit.dossier.record import may_decide, record_decision
    from kit.dossier.registry import Registry

    register = Registry(home)
    may_decide(register, folder, reviewer, sorted(set(seconds)))
    taken = kept or take()
    if record_decision(register, folder) is None:
        return take()  # decided and recorded before: says so
    return taken


def _read(path: Path) -> dict[str, Any] | None:
    """What cannot be read is left to the decision to complain of."""
    import json

    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
