"""Windows and macOS as far as can be told from Linux: encodings are named, nothing forks, what only POSIX has is not needed to develop."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCES = sorted(p for folder in ("kit", "synthetic_data", "products", "docs", "benchmarks") for p in (ROOT / folder).rglob("*.py"))
POSIX = ("fcntl", "resource", "pwd", "grp", "termios", "pty")
ELSEWHERE = f"""
import builtins, multiprocessing, os, warnings
warnings.filterwarnings("error", category=EncodingWarning, module=r"(kit|synthetic_data)\\b")
real = builtins.__import__
def without_posix(name, globals=None, *rest, **more):
    if name in {POSIX!r} and str((globals or {{}}).get("__name__", "")).split(".")[0] in ("kit", "synthetic_data"):
        raise ImportError(f"no {{name}} here")
    return real(name, globals, *rest, **more)
def fork():
    raise OSError("no fork here")
builtins.__import__, os.fork = without_posix, fork
multiprocessing.set_start_method("spawn")
multiprocessing.get_all_start_methods = lambda: ["spawn"]
"""


def unnamed(tree: ast.Module) -> Iterator[str]:
    """Calls that read or write text in whatever encoding the machine prefers."""
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        named = {k.arg: k.value for k in call.keywords}
        if "encoding" in named or None in named or ast.unparse(call.func).startswith("formatter."):  # click's, no file
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        text = name in ("read_text", "write_text") and len(call.args) < (1 if name == "read_text" else 2)
        text |= name == "open" and _opens_text(call)
        text |= any(isinstance(named.get(k), ast.Constant) and named[k].value for k in ("text", "universal_newlines"))
        if text:
            yield f"{call.lineno}: {ast.unparse(call)[:80]}"


def _opens_text(call: ast.Call) -> bool:
    """The built-in with a mode without b, or a method whose first argument is such a mode."""
    built_in = isinstance(call.func, ast.Name)
    mode = next((k.value for k in call.keywords if k.arg == "mode"), call.args[built_in] if len(call.args) > built_in else None)
    if mode is None:
        return built_in
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) <= set("rwaxt+") and "b" not in mode.value


@pytest.mark.parametrize("code", ["open('a')", "open('a', 'w')", "p.read_text()", "p.write_text('x')", "p.open('w')", "subprocess.run(['a'], text=True)"])
def test_an_unnamed_encoding_is_found(code):
    assert list(unnamed(ast.parse(code)))


@pytest.mark.parametrize("code", ["open('a', 'rb')", "open('a', encoding='utf-8')", "p.read_text('utf-8')", "zip.open('a.txt')", "subprocess.run(['a'], text=True, encoding='utf-8')"])
def test_a_named_encoding_is_not(code):
    assert not list(unnamed(ast.parse(code)))


def test_every_encoding_is_named():
    found = {p.relative_to(ROOT).as_posix(): list(unnamed(ast.parse(p.read_text(encoding="utf-8")))) for p in SOURCES}
    for path in [*ROOT.glob("products/*/*.ipynb"), *ROOT.glob("notebooks/**/*.ipynb")]:
        cells = ["".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        code = "\n".join(line for cell in cells for line in cell.splitlines() if not line.lstrip().startswith(("%", "!")))
        found[path.name] = list(unnamed(ast.parse(code)))
    assert {name: calls for name, calls in found.items() if calls} == {}


def kit(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command where nothing can fork, we can't import what only POSIX has, nor leave an encoding to the machine."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KIT_")}
    environment |= {"PYTHONPATH": str(folder / "elsewhere"), "PYTHONWARNDEFAULTENCODING": "1"}
    return subprocess.run([Path(sys.executable).with_name("kit"), *words], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=1200, check=False)


@pytest.fixture
def folder(tmp_path) -> Path:
    """What a partner may call a folder."""
    made = tmp_path / "我的 项目"
    (made / "elsewhere").mkdir(parents=True)
    (made / "elsewhere" / "sitecustomize.py").write_text(ELSEWHERE, encoding="utf-8")
    return made


def develop(folder: Path) -> None:
    for words in (("data", "build", "--size", "tiny", "--only", "企业基本信息", "--workers", "2"), ("new", "企业空壳扫描"), ("run", "企业空壳扫描")):
        done = kit(folder, *words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_partner_develops_in_a_folder_with_a_space_and_chinese_without_fork(folder):
    develop(folder)
    left = folder / "products" / "enterprise_shell_scan" / ".kit" / "out"
    assert {"county_summary.parquet", "size_model.lgb.txt"} <= {p.name for p in left.iterdir()}


@pytest.mark.parametrize(("code", "said"), [("import fcntl", "no fcntl here"), ("import os; os.fork()", "no fork here"), ("open('/dev/null')", "EncodingWarning")])
def test_the_other_system_is_really_another(folder, code, said):
    environment = {"PYTHONPATH": str(folder / "elsewhere"), "PYTHONWARNDEFAULTENCODING": "1"}
    command = [sys.executable, "-c", f"exec({code!r}, {{'__name__': 'kit.x'}})"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert said in done.stderr


@pytest.mark.slow
def test_a_partner_checks_there(folder):
    develop(folder)
    done = kit(folder, "check", "企业空壳扫描", "--size", "0.02", "--json")
    assert done.returncode == 3, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert [f for f in report["findings"] if f["status"] == "errored"] == []
