"""``kit lab``: JupyterLab, ready for the kit."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import notes


def lab(
    folder: Path = typer.Argument(Path(), help="工作文件夹;其中(或其上)有 products/"),
    port: int = typer.Option(8888, help="端口;被占用时取下一个"),
    browser: bool = typer.Option(True, help="打开浏览器"),
    option: list[str] = typer.Option([], "--lab", help="原样交给 JupyterLab 的参数,可多次,如 --lab=--allow-root"),
) -> None:
    """打开 JupyterLab:中文界面、数据目录面板、新建与审查产品"""
    from kit.errors import KitError
    from kit.lab.home import home_of
    from kit.lab.start import start

    if not folder.is_dir():
        raise KitError("KIT-L001", f"没有文件夹 {folder}", where=str(folder), next_step="在项目文件夹里运行 kit lab,或写明存在的文件夹。")
    home = home_of(folder)
    if not (home / ".kit" / "city" / "datapackage.json").exists():
        notes().print("还没有自己的合成城市:在面板里点“生成合成城市”,或运行 kit data build(约二十秒)。")
    start(home, [f"--port={port}", *([] if browser else ["--no-browser"]), *option])
