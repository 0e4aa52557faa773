"""The product's code does not look at where it runs."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 65, "代码不打听自己在哪里运行", RECTIFY
SOURCE = "本套件的选择:环境变量、主机、进程、路径与套件自己的变量都与产品无关。静态检查可以绕过,所以各次运行的比对仍然作准"
WHY = "认得出审查的产品,可以只在审查时守规矩。"
NAMES = {
    "environ", "environb", "getenv", "uname", "getlogin", "getuid", "geteuid", "getpid", "getppid", "getcwd", "gethostname", "cpu_count",
    "statvfs", "disk_usage", "sched_getaffinity", "gettempdir", "_getframe",
}  # fmt: skip
BARE = {"eval", "exec", "__import__"}  # as attributes they are something else (pandas has an eval)
MODULES = {"socket", "platform", "psutil", "getpass", "resource", "ctypes", "subprocess", "multiprocessing", "pwd"}
WORDS = ("KIT_", "/proc/", "/sys/", "environ", "getenv")


def check(evidence: Evidence) -> Iterator[Finding]:
    found = [f"{where}:{what}" for where, code in sources(evidence.folder) for what in looks_around(code)]
    if found:
        yield failed(f"{len(found)} 处打听运行环境", "产品只需要 kit.open_product;去掉这些代码,确有需要时向审查人员说明。", found)
    else:
        yield passed("笔记本与 .py 文件都不看环境变量、主机、进程与路径")


def sources(folder: Path) -> Iterator[tuple[str, str]]:
    """(where, code) of every code cell and Python file of a product."""
    for path in sorted(folder.rglob("*.py")):
        if not {".kit", "__pycache__"} & set(path.parts):
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8", errors="replace")
    try:
        cells = json.loads((folder / "product.ipynb").read_text(encoding="utf-8"))["cells"]
        code = [(n, c) for n, c in enumerate(cells, 1) if c["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # that the notebook can't be run is said elsewhere
    for number, cell in code:
        yield f"第 {number} 个单元", "".join(cell["source"])


def looks_around(code: str) -> list[str]:
    """What in ``code`` tells where it runs, each once."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return ["不是纯 Python(魔法命令与 shell 命令不能用)"]
    return list(dict.fromkeys(word for node in ast.walk(tree) for word in _words(node)))


def _words(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in NAMES:
            yield name
        case ast.Name(id=name) if name in BARE:
            yield name
        case ast.Import(names=names):
            yield from (n.name for n in names if n.name.partition(".")[0] in MODULES)
        case ast.ImportFrom(module=str(module), names=names):
            yield from (n.name for n in names if n.name in NAMES)
            yield from [module] if module.partition(".")[0] in MODULES else []
        case ast.Constant(value=str(text)):
            yield from (w for w in WORDS if w in text)
