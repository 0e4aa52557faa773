"""``kit demo``: from the schemas to two verdicts."""

from __future__ import annotations

import os
import time
from pathlib import Path

import typer

from kit.cli.output import console
from kit.cli.review import one, show

PRODUCTS = ("enterprise_shell_scan", "enterprise_overdue_risk_index")


def demo(
    out: Path = typer.Option(Path(".kit/demo"), help="演示的输出文件夹"),
    size: float = typer.Option(0.1, min=0.05, max=1.0, help="隐藏城市的规模"),
) -> None:
    """从目录到结论:建合成城市,在沙箱中审查两个产品"""
    from kit.catalog import all_catalogs
    from kit.review.sandbox import Level, explain, isolation_level
    from kit.synth import processes
    from synthetic_data.city import build

    started, out_ = time.monotonic(), console()
    out_.print(f"[bold]1. 目录[/] {len(all_catalogs())} 个,来自 {len({c.unit for c in all_catalogs().values()})} 个单位")
    files = build(out / "city", size="workshop", seed=1, engine=processes(os.cpu_count() or 1))
    rows = sum(f.rows for written in files.values() for f in written)
    out_.print(f"[bold]2. 合成城市[/] 合伙人自己的城市(1 % 规模):{len(files)} 张表,{rows:,} 行,{out / 'city'}")
    level = isolation_level()
    if level < Level.BWRAP:
        missing = explain()[0]
        out_.print(f"   没有 bubblewrap({missing.why}):{missing.next_step};先用“{level.title}”继续,报告会写明。")
    out_.print(f"[bold]3. 产品审查[/] 在从未见过的城市上用 papermill 运行,隔离:{level.title}")
    done = [one(Path("products") / name, out / "reviews", size, 300, None, strict=True) for name in PRODUCTS]
    for review in done:
        show(review.as_dict())
    out_.print(f"\n共 {time.monotonic() - started:.0f} 秒。在浏览器里打开上面的报告;自己动手:kit new 产品名。")
    raise typer.Exit(max(r.verdict.exit_code for r in done))
