"""An API product declares its API, and its service.py loads what leaves and answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed, skipped
from kit.review.probe import exchanges, unexpected_files
from kit.review.probe.questions import KNOWN

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 150, "接口有声明并能回答", REJECT, True
WHY = "附件2 登记为 API 的产品,没有能用的接口就无从提供服务。"
SOURCE = "附件2《公共数据产品清单》的服务形式 API;service.py 只读声明的输出,不写文件、不联网(本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    run = evidence.runs.get("service")
    if "API" not in evidence.plan.service_form:
        yield passed("服务形式不含 API")
    elif evidence.plan.api is None:
        yield failed("服务形式是 API,product.yaml 却没有 api 一节", "参照 docs/guide/products.md 的“接口”。")
    elif run is None:
        yield skipped("没有进行服务探测")
    elif not run.record.ok or (asked := exchanges(run)) is None:
        yield failed(f"service.py 不能使用:{run.record.sentence()}", "只读 outputs,不写文件、不联网;用 kit check 自查。")
    else:
        bad = [f"{n} 个问题引发 {name}" for name, n in sorted(Counter(e.error for e in asked if e.error).items())]
        bad += [f"写了文件 {name}" for name in unexpected_files(run)]
        bad += ["同一个问题问几遍,回答不同"] if any(not e.same for e in asked) else []
        answered = sum(e.kind == KNOWN and e.answer is not None for e in asked)
        bad += [] if answered else ["输出里有的对象一个也没有回答"]
        if bad:
            yield failed(f"{len(bad)} 处不妥", "answer 对任何请求都不报错:答不出就返回 None;同样的请求给同样的回答。", bad)
        else:
            yield passed(f"{len(asked)} 个问题都没有出错,{answered} 个已知对象得到回答")
