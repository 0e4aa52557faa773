"""Each field has a reason of its own: what the scenario needs it for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kit.catalog import load
from kit.dossier.submission import Submission
from kit.review.finding import RECTIFY, Finding, failed, passed, warned

ORDER, TITLE, ON_FAIL = 28, "每个字段有自己的使用理由", RECTIFY
WHY = "说不出用处的字段就不该申请。"
SOURCE = "《个人信息保护法》第六条的最小必要;理由的长短与重复是本套件的选择"
SHORTEST, SAME = 2, 4  # characters; fields of one catalog that share a reason


def check(submission: Submission) -> Iterator[Finding]:
    assert submission.plan is not None
    tables = submission.plan.grant.tables
    empty = [f"{load(s).title}.{load(s)[n].title}" for s, g in tables.items() for n, why in g.fields.items() if len(str(why).strip()) < SHORTEST or "写明" in str(why)]
    repeated = [
        f"{load(s).title}:{n} 个字段都写“{why}”" for s, g in tables.items() for why, n in Counter(map(str, g.fields.values())).items() if n >= SAME
    ]  # fmt: skip
    if empty:
        yield failed(f"{len(empty)} 个字段没有像样的理由", "写明这个场景里用它做什么。", empty)
    elif repeated:
        yield warned(f"{len(repeated)} 处理由是照抄的", "评审时逐个问一问是否都用得上。", repeated)
    else:
        yield passed(f"{sum(len(g.fields) for g in tables.values())} 个字段都写有理由")
