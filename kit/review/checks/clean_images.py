"""A picture that leaves is a picture and nothing more; what is published is what the host has drawn again from it."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.images import MAX_BYTES, MAX_PIXELS, problems

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 113, "图片里没有夹带", REJECT, True
FINAL = True
WHY = "图片的附加信息、末尾和看不见的低位都能装下整张数据表。"
SOURCE = f"PNG 规范的数据块;至多 {MAX_BYTES >> 20} MB、{MAX_PIXELS:,} 像素;出域的是审查方重新编码的图(本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    names = [n for o in evidence.plan.leaving for n in o.files if n.endswith(".png") and n in evidence.plain.files]
    found = [f"{n}:{p}" for n in names for p in problems(evidence.plain.files[n].path)]
    if found:
        yield failed(f"{len(found)} 处不只是图", "用 product.release_report 留下 matplotlib 的图,不要另外改写文件。", found)
    else:
        yield passed(f"{len(names)} 张图只是图;出域前由审查方重新编码" if names else "没有图片")
