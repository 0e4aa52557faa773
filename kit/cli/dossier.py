"""``kit dossier``: registration materials, checked without the register."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit
from kit.errors import LifecycleError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="登记备案材料:离线核对")


@app.callback()
def dossier() -> None:
    """登记备案材料"""


@app.command()
def verify(
    file: Path = typer.Argument(..., help="登记备案材料(.zip)"),
    key: list[Path] = typer.Option([Path(".kit/registry/root.pub")], "--key", help="另行取得的运营机构公钥(root.pub),或公钥所在的文件夹;可多次"),
    as_json: bool = typer.Option(False, "--json", help="输出一份 JSON"),
) -> None:
    """离线核对:每个字节、每个摘要、每个签名与办理的次序"""
    from kit.dossier.filing import KINDS
    from kit.dossier.verify import verify as check

    manifest, found = check(file, _trusted(key))
    if as_json:
        told = {n: manifest.get(n) for n in ("product", "title", "kind", "number", "code", "artefact")}
        emit({"ok": not found, "problems": [{"where": w.where, "what": w.what} for w in found], **told})
    elif found:
        for wrong in found:
            console().print(f"[red]{wrong}[/]", highlight=False, soft_wrap=True)
    else:
        console().print(f"[green]核对无误[/]:{manifest['title']} {KINDS[manifest['kind']]},第 {manifest['number']} 份,{len(manifest['files'])} 个文件\n"
                        f"  登记编码 {manifest['code'] or '(登记机构尚未给出)'}\n  交付物 {manifest['artefact']}", highlight=False, soft_wrap=True)  # fmt: skip
    raise typer.Exit(3 if found else 0)


def _trusted(places: list[Path]) -> set[str]:
    from kit.dossier.keys import public_key

    files = [f for place in places for f in (sorted(place.glob("*.pub")) if place.is_dir() else [place])]
    if not files or not all(f.is_file() for f in files):
        raise LifecycleError("KIT-T123", "没有运营机构的公钥,分不清是谁签的", where="、".join(map(str, places)), next_step="向运营机构另行取得 root.pub,用 --key 指明。")
    return {public_key(f) for f in files}
