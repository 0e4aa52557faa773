"""The yearly report on paper: one HTML page and one CSV that Excel opens."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kit.dossier.cover import TEMPLATES
from kit.dossier.yearly import SECTIONS, Year
from kit.serving.pages import render

FILLED_IN = {
    "产生效益": "收入、成本、分配与上缴由运营机构单独核算后另附(平台建设、运维成本、数据治理传输、人力资源)。",
    "数据安全": "应急演练、监测预警与安全事件由运营机构据实补充。",
}  # fmt: skip


def write(year: Year, out: Path) -> tuple[Path, Path]:
    """``out/operation-YEAR.html`` and the same numbers as ``.csv``."""
    out.mkdir(parents=True, exist_ok=True)
    page, table = out / f"operation-{year.year}.html", out / f"operation-{year.year}.csv"
    page.write_text(render(TEMPLATES, "yearly.html", year=year, sections=SECTIONS, filled=FILLED_IN, most=max(year.months) or 1), encoding="utf-8")
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["年度", "部分", "项目", "对象", "数"])
    writer.writerows([year.year, x.section, x.item, x.of, x.value] for x in year.lines)
    writer.writerows([year.year, "数据使用情况", "逐月回答的问题(个)", f"{m} 月", n] for m, n in enumerate(year.months, 1))
    table.write_text("\ufeff" + lines.getvalue(), encoding="utf-8", newline="")  # Excel needs the mark to see UTF-8
    return page, table
