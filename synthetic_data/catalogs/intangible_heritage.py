"""非物质文化遗产: representative projects of the four levels; names are invented and marked."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import names, places
from synthetic_data.world.sites import Site, scaled

CATEGORIES = np.array(["民间文学", "传统音乐", "传统舞蹈", "传统戏剧", "曲艺", "传统体育、游艺与杂技", "传统美术", "传统技艺", "传统医药", "民俗"])
NUMERALS = np.array(list("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"))
WORDS = np.array(["传说", "民歌", "龙舞", "小戏", "大鼓", "拳", "剪纸", "制作技艺", "正骨", "庙会"])


class Heritage(Site):
    kind = "heritage"


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    project = Heritage(world, index)
    kind = project.choice("category", [0.08, 0.06, 0.06, 0.06, 0.04, 0.05, 0.12, 0.4, 0.03, 0.1])
    level = project.choice("level", [0.03, 0.15, 0.35, 0.47])
    batch = 1 + project.below("batch", 8)
    return {
        "project_code": places.text(NUMERALS[kind], "-", index + 1, names.MARK), "project_name": places.text(project.word, names.MARK, WORDS[kind]),
        "category": CATEGORIES[kind], "level": np.array(["国家级", "省级", "市级", "县级"])[level], "batch": places.text("第", batch, "批"),
        "announce_year": 2008 + 2 * batch, "county_code": project.county_code, "protect_unit": places.text(project.county_name, "文化馆", names.MARK),
        "inheritor_count": project.below("heirs", 6), "intro": places.text(CATEGORIES[kind], "项目（模拟）"),
        "status": np.array(["有效", "调整", "退出"])[project.choice("status", [0.95, 0.03, 0.02])],
    }  # fmt: skip


PARTS = [Part("all", lambda world: scaled(world.fraction, 320, 40), rows)]
