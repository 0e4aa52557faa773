"""``kit review`` and its twin ``kit check``."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kit.cli.folders import all_products, product_folder
from kit.cli.many import side_by_side
from kit.cli.output import console, emit, notes
from kit.errors import PlanError

if TYPE_CHECKING:
    from kit.dossier.registry import Registry
    from kit.review.review import Review

STYLE = {"通过": "bold green", "限期整改": "bold yellow", "未通过": "bold red"}
OUT = typer.Option(Path(".kit/reviews"), help="报告放在哪个文件夹")
SIZE = typer.Option(None, min=0.001, max=1.0, help="隐藏城市的规模(城市的比例);不写则 0.1,申请的表太大时更小")
DEADLINE = typer.Option(300.0, min=1, help="每次运行的时限,秒")
REGISTER = typer.Option(None, "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹(默认 .kit/registry,没有也可以)")
JSON = typer.Option(False, "--json", help="输出一份 JSON")
NO_CACHE = typer.Option(False, "--no-cache", help="每次运行都重新做,不取条件完全相同的旧运行")
RUNS = Path(".kit/cache/runs")


def review(
    products: list[str] = typer.Argument(None, help="产品标识、中文名或文件夹"),
    everything: bool = typer.Option(False, "--all", help="审查 products/ 下全部产品"),
    out: Path = OUT, size: float | None = SIZE, deadline: float = DEADLINE,
    seed: int = typer.Option(None, help="隐藏城市的种子;不写则随机取,写进报告"),
    partner: str = typer.Option("", help="提交产品的一方;不能由它作决定(登记簿里有的不必写)"),
    who: str = typer.Option("", "--as", help="审查人员;写明则把审查记入台账"), registry: Path = REGISTER,
    cores: int = typer.Option(0, min=0, help="用几个处理器核;0 为全部"),
    no_cache: bool = NO_CACHE,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """产品审查:在从未见过的城市上运行并给出结论"""
    folders = all_products() if everything else [product_folder(p) for p in products or []]
    if len(folders) == 1:
        _ready(folders[0], registry, who, strict=True)
        done = one(folders[0], out, size, deadline, seed, strict=True, partner=partner, cores=cores, cached=not no_cache, register=registry)
        _record(done, registry, who)
        return _finish([done.as_dict()], as_json)
    options = {"--out": out, "--deadline": deadline, "--partner": partner} | {k: v for k, v in (("--size", size), ("--seed", seed), ("--registry", registry), ("--as", who or None)) if v is not None} | ({"--no-cache": True} if no_cache else {})
    return _finish(side_by_side(folders, options, out, cores or os.cpu_count() or 1), as_json)


def check(
    product: str = typer.Argument(..., help="产品标识、中文名或文件夹"),
    out: Path = OUT, size: float | None = SIZE, deadline: float = DEADLINE,
    seed: int = typer.Option(7, help="隐藏城市的种子"),
    who: str = typer.Option("", "--as", help="合伙人;写明则把自查记入台账"), registry: Path = REGISTER,
    no_cache: bool = NO_CACHE,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """自查:与产品审查相同的运行与检查,用自己的种子"""
    _ready(product_folder(product), registry, who, strict=False)
    done = one(product_folder(product), out, size, deadline, seed, strict=False, cached=not no_cache, register=registry)
    _record(done, registry, who)
    _finish([done.as_dict()], as_json)


def one(folder: Path, out: Path, size: float | None, deadline: float, seed: int | None, *, strict: bool, partner: str = "",
        cores: int = 0, cached: bool = True, register: Path | None = None) -> Review:  # fmt: skip
    """Review one product with a line that says what is going on."""
    from kit.product.contract import registry_home
    from kit.review.cache import Cache
    from kit.review.review import review as run_review

    signal.signal(signal.SIGTERM, _interrupt)
    with notes().status(f"审查 {folder.name}") as status:
        return run_review(folder.absolute(), out.absolute() / folder.name, seed=seed, fraction=size, strict=strict,
                          register=register or registry_home(), deadline=deadline, partner=partner, cores=cores, cache=Cache(RUNS.absolute()) if cached else None, progress=lambda text: status.update(f"审查 {folder.name}:{text}"))  # fmt: skip


def _ready(folder: Path, registry: Path | None, who: str, *, strict: bool) -> None:
    if who:
        from kit.dossier.record import ready

        ready(_register(registry), folder.name, who, strict=strict)


def _register(registry: Path | None) -> Registry:
    from kit.cli.register_home import opened
    from kit.product.contract import HOME, registry_home

    return opened(registry or registry_home() or HOME)


def _record(done: Review, registry: Path | None, who: str) -> None:
    """What a named person did goes into the ledger, signed by that person."""
    if not who:
        return
    from kit.dossier.record import record_check, record_review

    record = record_review if done.evidence.strict else record_check
    entry = record(_register(registry), done.folder, who)
    notes().print(f"已记入台账第 {entry.n} 条", highlight=False)


def _interrupt(*_: object) -> None:
    """End as on Ctrl+C, so that hidden data are cleared away."""
    raise KeyboardInterrupt


def _finish(done: list[dict[str, Any]], as_json: bool) -> None:
    from kit.review.finding import EXIT

    if not done:
        raise PlanError("KIT-P042", "没有要审查的产品", next_step="kit review 产品名,或 kit review --all(在有 products/ 的文件夹里)。")
    if as_json:
        emit(done[0] if len(done) == 1 else done)
    else:
        for document in done:
            show(document)
    raise typer.Exit(max(EXIT[d["verdict"]] for d in done))


def show(document: Mapping[str, Any]) -> None:
    """Verdict, what to fix, and where the report is."""
    from kit.review.finding import PASSED, WORDS
    from kit.review.sandbox import Level

    out = console()
    out.print(f"\n[bold]{document['title']}[/]:[{STYLE[document['verdict']]}]{document['verdict']}[/]"
              f"  隔离:{Level[document['isolation'].upper()].title}  用时 {document['seconds']:.0f} 秒")  # fmt: skip
    for f in document["findings"]:
        if f["status"] != PASSED:
            out.print(f"  {WORDS[f['status']]} {f['title']}:{f['summary']}", highlight=False, markup=False)
            if f["next_step"]:
                out.print(f"    怎么办:{f['next_step']}", highlight=False, markup=False)
        elif f["check"] in ("quality", "accurate") and f["detail"]:
            out.print(f"  {f['summary']}", highlight=False, markup=False)
    out.print(f"  报告:{document['report']}", highlight=False, soft_wrap=True)
