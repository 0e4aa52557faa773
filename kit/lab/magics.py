"""``%load_ext kit``: ``%catalog``, ``%check`` and ``%review``; completion, hover, and mistakes told in three sentences."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from IPython.core.magic import Magics, line_magic, magics_class

from kit.errors import KitError, PlanError
from kit.html import Html, badge, code, heading, line, show, table
from kit.lab.home import home_of, reviews_of


@magics_class
class KitMagics(Magics):
    @line_magic
    def catalog(self, text: str) -> Any:
        """%catalog:全部目录;%catalog 名称:一个目录的字段;%catalog 词:检索目录与字段"""
        from kit.catalog import all_catalogs, search

        name = text.strip().strip("\"'")
        catalogs = all_catalogs()
        found = catalogs.get(name) or next((c for c in catalogs.values() if c.title == name), None)
        if found or not name:
            return found or _listed("数据目录", [(c, []) for c in catalogs.values()])
        hits = [(catalogs[hit.catalog], hit.matched) for hit in search(name)]
        return _listed(f"“{name}”", hits) if hits else _fate(name)

    @line_magic
    def check(self, text: str) -> Any:
        """%check [产品]:自查,与产品审查相同的运行与检查,用自己的种子"""
        return self._review(text, strict=False, seed=7)

    @line_magic
    def review(self, text: str) -> Any:
        """%review [产品]:产品审查,在从未见过的城市上运行"""
        return self._review(text, strict=True, seed=None)

    def _review(self, text: str, *, strict: bool, seed: int | None) -> Any:
        from IPython.display import display

        from kit.product.contract import registry_home
        from kit.review.cache import Cache
        from kit.review.review import review

        folder = product_here(text.strip().strip("\"'"), Path.cwd())
        home = home_of(folder)
        told: Any = display(show(line(f"审查 {folder.name}", quiet=True)), display_id=True)
        done = review(folder, reviews_of(home) / folder.name, seed=seed, strict=strict, cache=Cache(home / ".kit" / "cache" / "runs"), register=registry_home(home),
                      progress=lambda said: told.update(show(line(f"审查 {folder.name}:{said}", quiet=True))))  # fmt: skip
        told.update(show(line(f"审查完成:{folder.name}", quiet=True)))
        return done


def product_here(name: str, start: Path) -> Path:
    """The folder of a product by slug, title or path; without a name, the one around ``start``."""
    from kit.catalog import find_product

    around = next((p for p in [start, *start.parents] if (p / "product.yaml").exists()), None)
    if not name and around:
        return around
    if not name:
        raise PlanError("KIT-P042", "没有要审查的产品", where=start.name, next_step="写明产品:%check 企业空壳扫描;或在产品文件夹里的笔记本中运行。")
    if (Path(name) / "product.yaml").exists():
        return Path(name).absolute()
    folder = home_of(start) / "products" / find_product(name).name
    if not folder.is_dir():
        raise PlanError("KIT-P040", f"还没有 {name} 的产品文件夹", where=folder.name, next_step=f"kit new {name}")
    return folder


def _listed(title: str, hits: list[tuple[Any, list[str]]]) -> Html:
    from kit.catalog.display import grade_badge

    rows = [(c.title, code(c.name), c.unit, c.frequency, grade_badge(c.grade), "、".join(matched[:6]) + ("…" if len(matched) > 6 else "")) for c, matched in hits]
    return show(heading(title, badge(f"{len(rows)} 个")), table(["目录", "标识", "提供单位", "更新", "最高分级", "相符的字段"], rows))


def _fate(name: str) -> Html:
    """A name that was renamed, merged or withdrawn still has a history; one never heard of is refused by it."""
    from kit.catalog import why

    found = why(name)
    return show(heading(found.title, badge(found.kind)), line(found.fate), *(line(change, quiet=True) for change in found.changes))


def _told(shell: Any, kind: type, error: KitError, trace: Any, tb_offset: int | None = None) -> list[str]:
    """A reader's mistake is data plus a sentence: no traceback."""
    said = str(error)
    shell._showtraceback(kind, error, [said])
    return [said]


def load(shell: Any) -> None:
    """Called by IPython for ``%load_ext kit``."""
    from kit.lab.completion import Completion
    from kit.lab.hover import chinese_title

    shell.register_magics(KitMagics)
    if "KIT_ROOM" in os.environ:  # a run by the kit: nobody is there to complete or to hover
        return
    shell.set_custom_exc((KitError,), _told)
    shell.Completer.custom_matchers.append(Completion(shell).match)
    shell.inspector.mime_hooks["text/markdown"] = lambda data: chinese_title(shell, data)
