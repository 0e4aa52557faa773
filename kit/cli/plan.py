"""``kit plan``: a scenario plan from its first line to its contract, before any code exists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kit.cli.output import console, emit
from kit.cli.register_home import AS, HOME, folder_of, opened, slug_of

if TYPE_CHECKING:
    from kit.review.finding import Finding

app = typer.Typer(no_args_is_help=True, add_completion=False, help="场景方案:编制、自查、提交、评审、撤回")
JSON = typer.Option(False, "--json", help="输出一份 JSON")
PRODUCT = typer.Argument(..., help="产品标识、中文名或文件夹")
REASON = typer.Option(..., help="理由,至少十个字")


@app.command()
def new(name: str, folder: Path = typer.Option(Path("products"), "--in", help="放在哪个文件夹下")) -> None:
    """新建场景方案(只有 product.yaml,还没有代码)"""
    from kit.product.scaffold import scaffold

    path = scaffold(name, folder, only="product.yaml")
    console().print(f"已新建 {path / 'product.yaml'}:改写它,kit plan check {path} 自查,kit plan submit 提交。", highlight=False, soft_wrap=True)


@app.command()
def check(product: str = PRODUCT, home: Path = HOME, as_json: bool = JSON) -> None:
    """自查:与方案评审相同的检查"""
    from kit.dossier.registry import Registry
    from kit.dossier.submission import findings, read, unsettled
    from kit.product.trail import FILE

    others = Registry(home).standings() if (home / FILE).exists() else {}
    found = list(findings(read(folder_of(product), dt.date.today(), others=others)))
    _show(found, as_json)
    raise typer.Exit(3 if unsettled(found) else 0)


@app.command("submit")
def submit_(product: str = PRODUCT, who: str = AS, home: Path = HOME) -> None:
    """提交场景方案,由合伙人签名"""
    from kit.dossier.plan import submit

    entry = submit(opened(home), folder_of(product), who, dt.date.today())
    console().print(f"{entry.facts['title']}:方案已提交(台账第 {entry.n} 条),摘要 {entry.digests['plan'][:16]}…", highlight=False)


@app.command("review")
def review_(
    product: str = PRODUCT, decision: str = typer.Option("", help="通过、限期整改或未通过;不写则只看检查结果"), reason: str = typer.Option("", help="理由,至少十个字"),
    until: dt.datetime = typer.Option(None, formats=["%Y-%m-%d"], help="使用合约到哪一天(默认到协议期满)"),
    who: str = typer.Option("", "--as", help="审查人员"), home: Path = HOME, as_json: bool = JSON,
) -> None:  # fmt: skip
    """方案评审:检查,由审查人员决定;通过即成为签名的使用合约"""
    from kit.dossier.plan import review, submission
    from kit.dossier.submission import findings, unsettled

    registry, today = opened(home), dt.date.today()
    if not decision:
        found = list(findings(submission(registry, slug_of(product), today)))
        _show(found, as_json)
        raise typer.Exit(3 if unsettled(found) else 0)
    entry, found = review(registry, slug_of(product), who, decision, reason, today, until.date() if until else None)
    _show(found, as_json)
    if not as_json:
        made = f";使用合约 {home / 'contracts' / entry.digests['contract']}.json" if "contract" in entry.digests else ""
        console().print(f"{decision}(台账第 {entry.n} 条){made}", highlight=False, soft_wrap=True)


@app.command("withdraw")
def withdraw_(
    product: str = PRODUCT, reason: str = REASON, role: str = typer.Option("partner", help="partner、operator 或 authority"), who: str = AS, home: Path = HOME,
) -> None:  # fmt: skip
    """撤回:运行、审查与服务从此拒绝这个产品"""
    from kit.dossier.plan import withdraw

    entry = withdraw(opened(home), slug_of(product), who, role, reason)
    console().print(f"已撤回(台账第 {entry.n} 条)", highlight=False)


@app.command("expire")
def expire_(who: str = AS, home: Path = HOME) -> None:
    """把到期的使用合约记入台账(到期当天起本来就被拒绝)"""
    from kit.dossier.plan import expire

    done = expire(opened(home), who, dt.date.today())
    console().print(f"到期 {len(done)} 个{':' + '、'.join(e.product for e in done) if done else ''}", highlight=False)


def _show(found: list[Finding], as_json: bool) -> None:
    from kit.review.finding import PASSED, WORDS

    if as_json:
        return emit([f.as_dict() for f in found])
    out = console()
    for f in found:
        out.print(f"  {WORDS[f.status]} {f.title}:{f.summary}", highlight=False, markup=False)
        if f.status != PASSED:
            for line in (*f.detail, *([f"怎么办:{f.next_step}"] if f.next_step else [])):
                out.print(f"    {line}", highlight=False, markup=False)
    return None
