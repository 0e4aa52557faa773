"""Other identifiers, same results: nothing is kept about anybody in particular."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.review.evidence import Evidence, Run
from kit.review.finding import REJECT, Finding, failed, passed, skipped
from kit.review.rekey import mapped_back

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 75, "换掉全部标识后结果相同", REJECT, True
FINAL = True
WHY = "结果随标识变化,说明输出里带着关于某个人或某家企业的东西。"
SOURCE = "变质测试:标识一一替换,输出应随之替换而别无不同(防止夹带、硬编码与对标识取哈希;本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    plain, twin = evidence.plain, evidence.runs.get("rekeyed")
    if twin is None or not twin.record.ok:
        yield skipped("这一次运行没有正常结束")
        return
    names = sorted((set(plain.files) | set(twin.files)) - {"reads.json"})
    differ = [n for n in names if not _same(plain, twin, n, evidence)]
    if differ:
        yield failed(f"{len(differ)} 个输出随标识而变", "不从标识里取信息,不按标识的哈希切分;输出里不夹带标识。", differ)
    else:
        yield passed(f"{len(evidence.back):,} 个标识换过之后,{len(names)} 个输出除标识外不变")


def _same(plain: Run, twin: Run, name: str, evidence: Evidence) -> bool:
    if name not in plain.files or name not in twin.files:
        return False
    if not name.endswith(".parquet"):
        return plain.files[name].sha256 == twin.files[name].sha256
    return _same_frames(plain.frame(name), twin.frame(name), evidence)


def _same_frames(one: Any, other: Any, evidence: Evidence) -> bool:
    """Equal after the way back, in any order of rows; numbers to nine digits, as sums may come in another order."""
    import pandas as pd

    if one is None or other is None or list(one) != list(other) or len(one) != len(other):
        return False
    other = other.apply(lambda column: mapped_back(column, evidence.back) if pd.api.types.is_string_dtype(column) else column)
    by = [c for c in one if pd.api.types.is_string_dtype(one[c])] or list(one)
    frames = [f.sort_values(by, ignore_index=True) for f in (one, other)]
    try:
        pd.testing.assert_frame_equal(*frames, check_dtype=False, rtol=1e-9, atol=1e-9)
    except AssertionError:
        return False
    return True
