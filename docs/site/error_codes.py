"""Every error code with what it says and what to do, read from the code itself by its syntax tree."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CODE = re.compile(r"KIT-[A-Z]\d{3}")
GAP, TOLD = "…", "(视情形说明)"
ROOMS = {
    "C": "目录", "A": "取数与授权", "D": "数据与合成城市", "P": "场景方案", "O": "输出", "S": "沙箱", "R": "审查与决定", "V": "交付物与发布",
    "W": "接口服务", "U": "使用合约;产品自己停下时说明数据不能用", "T": "步骤、身份与台账", "G": "陈列", "L": "工作台",
    "M": "建模",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    code: str
    what: str
    next_step: str
    place: str


def collect(root: Path, folders: tuple[str, ...] = ("kit", "synthetic_data", "products")) -> dict[str, list[Said]]:
    """What is said under each code, by code; the same words in several places once."""
    found: dict[str, list[Said]] = defaultdict(list)
    for path in sorted(p for folder in folders for p in (root / folder).rglob("*.py")):
        for said in _in_module(_Inlined().visit(ast.parse(path.read_text(encoding="utf-8"))), path.relative_to(root).as_posix()):
            if (said.what, said.next_step) not in {(s.what, s.next_step) for s in found[said.code]}:
                found[said.code].append(said)
    return dict(sorted(found.items()))


class _Inlined(ast.NodeTransformer):
    """A function's own names for a text stand for that text."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        made = [s for s in ast.walk(node) if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) and _text(s.value).strip(GAP)]
        texts = {s.targets[0].id: s.value for s in made if isinstance(s.targets[0], ast.Name)}
        for call in (c for c in ast.walk(node) if isinstance(c, ast.Call)):
            for keyword in (k for k in call.keywords if k.arg == "next_step"):
                keyword.value = _Named(texts).visit(keyword.value)
        return node


class _Named(ast.NodeTransformer):
    def __init__(self, texts: dict[str, ast.expr]) -> None:
        self.texts = texts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.texts.get(node.id, node)


def _in_module(tree: ast.Module, place: str) -> Iterator[Said]:
    inner = {f.name: call for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for call in ast.walk(f)
             if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == "code"}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in inner:
            yield from (Said(c, *_texts(inner[node.name]), place) for c in _codes(node.args.defaults))
        elif isinstance(node, ast.Call) and (codes := _codes(node.args)):
            texts = _texts(node)
            name = getattr(node.func, "id", "")
            yield from (Said(c, *(texts if texts[0] or name not in inner else _texts(inner[name])), place) for c in codes)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Subscript):
            yield from (Said(c, *_texts(node), place) for c in _table(tree, node.args[0]))


def _codes(nodes: list[ast.expr]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and CODE.fullmatch(n.value)]


def _table(tree: ast.Module, used: ast.Subscript) -> list[str]:
    """The codes of a table of the module that a call picks one from."""
    tables = [n.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Dict) and ast.unparse(n.targets[0]) == ast.unparse(used.value)]
    return [c for t in tables for c in _codes(t.values)]


def _texts(call: ast.Call) -> tuple[str, str]:
    """What and what next: the texts among a call's arguments, in this order."""
    said = [t for t in map(_text, call.args) if t and not CODE.fullmatch(t)]
    named = next((_next(k.value) for k in call.keywords if k.arg == "next_step"), "")
    return (said[0] if said else ""), named or (said[1] if len(said) > 1 else "")


def _next(node: ast.expr) -> str:
    """The cure; where it is put together elsewhere, the message itself says it."""
    text = _text(node)
    return text if text.strip(GAP) else TOLD


def _text(node: ast.expr) -> str:
    """A text with a gap for each value; nothing where the node is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) else GAP for v in node.values)
    if isinstance(node, ast.BinOp):
        left, right = _text(node.left), _text(node.right)
        return left + (right or GAP) if left else ""
    if isinstance(node, ast.IfExp):
        return ";或者,".join(dict.fromkeys(t.rstrip("。") for t in (_text(node.body), _text(node.orelse)) if t))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):  # made by a function of ours from what it is given
        return "、".join(GAP + t for t in map(_text, node.args) if t)
    if getattr(node, "attr", getattr(node, "id", "")) in ("what", "why", "next_step"):
        return TOLD
    return ""
