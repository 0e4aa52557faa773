"""Every code block of the guide runs, quotes what is tested, or says why it can't; every command that a page names exists."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer

from kit.cli import app
from tests.conftest import ROOT
from tests.docs.blocks import PAGES, Block, blocks, is_part, run
from tests.docs.spec import tried

TEXTS = {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in PAGES}
BLOCKS = {name: blocks(text) for name, text in TEXTS.items()}
SLOW = ("docs/guide/review.md", "docs/guide/publish.md", "docs/guide/serving.md")  # read in this order, in one folder
INLINE = re.compile(r"(?<!`)`((?:kit|make) (?!\w+:)[^`]+)`(?!`)")  # `kit doctor:…` is what a command says


def of_kind(*kinds: str) -> list[str]:
    return [name for name, page in BLOCKS.items() if any(b.kind in kinds for b in page)]


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_runs_or_says_why_not(name):
    assert [b.fault for b in BLOCKS[name] if b.fault] == []


@pytest.mark.parametrize(("info", "fault"), [("bash", "neither"), ("", "neither"), ("bash unrun", "what"), ("bash run twice", "what"), ("bash run", "")])
def test_a_block_of_another_kind_is_found(info, fault):
    (block,) = blocks(f"```{info}\nkit\n```\n")
    assert fault in block.fault
    assert bool(block.fault) == bool(fault)


def test_an_indented_block_is_found():
    (block,) = blocks("text\n\n    kit run\n")
    assert "neither" in block.fault


@pytest.mark.parametrize("name", of_kind("from"))
def test_what_is_quoted_stands_where_it_is_said_to(name):
    assert [b.line for b in BLOCKS[name] if b.kind == "from" and not is_part(b)] == []


def test_a_changed_quotation_is_found():
    assert not is_part(Block(1, "yaml", "from", "products/enterprise_shell_scan/product.yaml", "evaluation: {capacity: 0.06}\n"))
    assert not is_part(Block(1, "python", "from", "products/enterprise_shell_scan/product.ipynb", "product.release('nothing')\n"))


@pytest.mark.parametrize("block", [pytest.param(b, id=f"{b.note}-{b.line}") for page in BLOCKS.values() for b in page if b.kind == "spec"])
def test_every_example_of_a_rule_holds(block, tmp_path):
    found = tried(block.note, block.code, tmp_path)
    assert found
    assert [said for said, _ in found] == [seen for _, seen in found]


def test_an_example_that_does_not_hold_is_found(tmp_path):
    ((said, found),) = tried("cell", "[{gives: [[10, 9]], shown: true}]", tmp_path)
    assert said != found


@pytest.mark.parametrize("name", [n for n in of_kind("run") if "developers" not in n])  # test_recipes runs those
def test_a_page_runs_from_top_to_bottom(name, tmp_path):
    done = run(BLOCKS[name], tmp_path, ("run",))
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
@pytest.mark.parametrize("names", [SLOW, *([n] for n in of_kind("slow") if n not in SLOW)], ids=lambda names: names[0])
def test_a_page_with_reviews_runs_from_top_to_bottom(names, tmp_path):
    done = run([b for name in names for b in BLOCKS[name]], tmp_path, ("run", "slow"))
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_that_is_named_exists(name):
    wrong = [f"{line}: {said}" for line in commands(name) if (said := misspelt(line))]
    assert wrong == []


def commands(name: str) -> list[str]:
    """The commands in the text and in blocks that don't run by themselves."""
    shown = [line for b in BLOCKS[name] if b.language == "bash" and b.kind == "unrun" for line in b.code.replace("\\\n", "").splitlines()]
    return [line for line in INLINE.findall(TEXTS[name]) + shown if line.startswith(("kit ", "make "))]


def misspelt(line: str) -> str:
    """What is not known of a command line: a command, an option, a target of make."""
    words = re.split(r"\s+", re.sub(r"\s#.*|[。;:…]", "", line).strip())
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return "" if words[1] in targets else f"no target {words[1]}"
    command: Any = typer.main.get_command(app)
    rest = words[1:]
    while hasattr(command, "get_command") and rest:
        inner = command.get_command(None, rest[0])
        if inner is None:
            return "" if words[1] == "serve" else f"no command {rest[0]}"  # kit serve PRODUCT is short for kit serve run PRODUCT
        command, rest = inner, rest[1:]
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    return "".join(f"no option {w}" for w in rest if w.startswith("--") and w.split("=")[0] not in known)


def test_a_misspelt_command_is_found():
    assert misspelt("kit catalogue list") == "no command catalogue"
    assert misspelt("kit data build --sise 0.1") == "no option --sise"
    assert misspelt("make tests") == "no target tests"
    assert misspelt("kit data build --size 0.1") == ""
