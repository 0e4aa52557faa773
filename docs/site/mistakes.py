"""Ten common mistakes, really made, and what a user then sees: ``python -m docs.site.mistakes`` writes docs/guide/mistakes.md."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kit.errors import KitError

PAGE = Path(__file__).parents[1] / "guide" / "mistakes.md"
PRODUCT = "地区人群流行病学分析报告"
HEAD = """# 常见的错误

每一条的话由 `docs/site/mistakes.py` 真的做错一遍得来(磁盘写满除外:那是系统的同一个错误),有测试对照;全部错误码见网站的“错误码”。

| 做错了什么 | 看到什么 | 怎么改 |
|---|---|---|
"""


def product(change: Callable[[str], str] = lambda text: text) -> Path:
    """A new product whose plan was changed."""
    from kit.product.scaffold import scaffold

    folder = scaffold(PRODUCT, Path(tempfile.mkdtemp(dir=_home().name)))
    plan = folder / "product.yaml"
    plan.write_text(change(plan.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="kit-mistakes-")


def _plan(old: str, new: str) -> str:
    from kit.product.read_plan import read_plan

    return _said(lambda: read_plan(product(lambda text: text.replace(old, new))))


def _table(look: Callable[[Any], object]) -> str:
    """What a notebook says when it looks at a table: the room holds one empty table of the plan's."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from kit.access import open_room
    from kit.product.read_plan import read_plan

    folder = product()
    grant = read_plan(folder).grant
    room = folder / "room" / "enterprise_basic"
    room.mkdir(parents=True)
    pq.write_table(pa.table({name: pa.array([], pa.string()) for name in grant.tables["enterprise_basic"].fields}), room / "part-0.parquet")
    return _said(lambda: look(open_room(room.parent, grant)))


def _no_city() -> str:
    from kit.product.opened import partner_city

    with patch.dict(os.environ, {"KIT_CITY": ".kit/city-that-is-not-there"}):
        return _said(lambda: partner_city(Path("/")))


def _wrong_output() -> str:
    import pandas as pd

    from kit.product.outputs import write_frame
    from kit.product.read_plan import read_plan

    folder = product()
    frame = pd.DataFrame({"county_code": ["341502"], "enterprises": [3]})
    return _said(lambda: write_frame(read_plan(folder).outputs["county_summary"], frame, folder))


def _other_kernel() -> str:
    """A kernel of another environment: a Python that has none of this one's packages."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", "import kit"], capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stderr.strip().splitlines()[-1]


def _no_bubblewrap() -> str:
    from kit.review.sandbox import Level, explain

    with patch.object(shutil, "which", lambda *_, **__: None):  # looked at anew: what was found earlier is remembered
        trial = next(t for t in explain.__wrapped__() if t.level is Level.BWRAP)
    return f"kit doctor:隔离:{trial.level.title} —\n  {trial.why}\n  怎么办:{trial.next_step}"


def _full_disk() -> str:
    """Any command that writes to a disk without space."""
    from kit.cli import main

    told = StringIO()
    unmade = patch("kit.cli.ERRORS", Path("no-site"))  # the same words whether or not the site was made here
    with unmade, patch("kit.cli.app", side_effect=OSError(errno.ENOSPC, "No space left on device")), redirect_stderr(told):
        try:
            main(["data", "build"])
        except SystemExit:
            return told.getvalue().strip()
    raise AssertionError("a full disk went unnoticed")


def _said(make: Callable[[], object]) -> str:
    try:
        make()
    except KitError as error:
        return str(error)
    raise AssertionError("the mistake went unnoticed")


MISTAKES: tuple[tuple[str, Callable[[], str], str], ...] = (
    ("方案里键名写错(`catalog:`)", lambda: _plan("catalogs:", "catalog:"), "照提示改键名"),
    ("方案里缩进错了", lambda: _plan("  id: LA", "id: LA"), "冒号与缩进对齐"),
    ("目录名写错", lambda: _plan("  enterprise_basic:", "  enterprise_basics:"), "`kit catalog search 关键词`"),
    ("用了已经撤下的目录", lambda: _plan("  enterprise_basic:", "  公积金缴纳信息:"), "换一个正式附件1 里的目录"),
    ("没有申请的表", lambda: _table(lambda t: t.table("tax_arrears")), "在方案里申请,写理由"),
    ("字段名写错", lambda: _table(lambda t: t.table("enterprise_basic").reg_captial), "照提示改,或在方案里申请"),
    ("交付的与声明不符", _wrong_output, "改数据或改声明"),
    ("还没有造自己的城市", _no_city, "`kit data build`"),
    ("笔记本用了别的内核", _other_kernel, "JupyterLab 右上角换成本环境的 Python 3;或用 `kit lab` 打开"),
    ("没有装 bubblewrap", _no_bubblewrap, "照提示安装;不装也能开发和自查"),
    ("磁盘写满", _full_disk, "腾出空间,再做一次"),
)


def page() -> str:
    """The guide page; every message is provoked now."""
    return HEAD + "".join(f"| {made} | {_cell(provoke())} | {mend} |\n" for made, provoke, mend in MISTAKES)


def _cell(text: str) -> str:
    return "<br>".join("`" + line.strip().replace("|", "\\|") + "`" for line in text.splitlines())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
