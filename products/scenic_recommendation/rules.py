"""拥挤时让开的规则:笔记本、服务与测试共用。"""

from __future__ import annotations

ANY = "不限"
BUSY, FULL = 0.4, 0.6  # 客流上端占日最大承载量:从四成起打折,到六成不再推荐(我们的选择,理由见笔记本)


def room_left(load: float) -> float:
    """还有多少余地:四成以前不打折,到六成为零;不知道承载量(不是数)的不打折。"""
    return 1.0 if load != load else min(1.0, max(0.0, (FULL - load) / (FULL - BUSY)))
