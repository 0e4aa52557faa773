"""The registration materials, section by section: what the kit knows, and a place to fill in for what it can't know.

The names of the first seven are recalled from the registration rules (公共数据资源登记管理暂行办法), whose text was not at hand;
storage, agent, description and pledge come from published accounts of the national platform's form. Pages say which is which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from kit.catalog import load
from kit.dossier.filing import KINDS, Filing
from kit.product.plan import DATASET
from kit.product.signed import digest
from kit.serving import portrait

RECALLED, SEEN, SOURCE, OURS = "recalled", "seen", "source", "ours"
MARKS = {
    RECALLED: "材料名称据记忆整理,未见官方文本,报送前请核对原文", SEEN: "见国家公共数据资源登记平台办理步骤的公开介绍", SOURCE: "见授权运营实施方案",
    OURS: "本套件补充",
}  # fmt: skip
BLANK = "________(由登记主体填写)"
Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """``facts`` are (title, text); ``tables`` are (title, heads, rows)."""

    name: str
    title: str
    mark: str
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, Row, tuple[Row, ...]], ...] = ()


def materials(filing: Filing) -> list[Section]:
    made = (_parties, _lawful, _resources, _deposit, _service, _scenario, _risk, _storage, _description)
    return [make(filing) for make in made]


def _parties(f: Filing) -> Section:
    partner, agreement = f.partner.facts, f.partner.facts.get("agreement") or BLANK
    return Section("parties", "主体信息", RECALLED, (
        ("登记主体(运营机构)", f.operator.organisation), ("经办", f.operator.name), ("授权运营协议编号", BLANK), ("开发主体(合伙人)", f.partner.organisation),
        ("合伙人联系岗位", str(partner.get("contact") or BLANK)), ("合伙人协议编号", str(agreement)),
        ("协议期限", f"{partner.get('since', '____')} 至 {partner.get('until', '____')}(不超过五年)"), ("委托代理", "无;有代理人时由登记主体填写"),
    ))  # fmt: skip


def _lawful(f: Filing) -> Section:
    plan = f.artefact.plan
    facts = [("依据", str(plan.scenario["legal_basis"])), ("场景方案", f"{plan.scenario['id']} {plan.scenario['title']}"), ("使用合约", _contract(f))]
    if plan.personal_data:
        p = plan.personal_data
        facts += [("处理个人信息的合法性基础", p.ground), ("用途", "、".join(p.purposes)), ("必要性", p.necessity), ("授权方式", "每次查询逐次同意" if p.per_query else "不逐次")]
    rows = tuple((c.title, c.unit, c.frequency, c.grade.name, c.legal_note or "—") for c in map(load, plan.grant.tables))
    return Section("lawful", "数据来源合法合规", RECALLED, tuple(facts), (("来源目录", ("目录", "数源单位", "更新", "最高分级", "法律提示"), rows),))


def _contract(f: Filing) -> str:
    return f"已签署,摘要 {digest(f.contract)}" if f.contract else "未附(场景方案没有生成合约)"


def _resources(f: Filing) -> Section:
    grant = f.artefact.plan.grant.tables
    given = tuple((g.title, f"{len(g.fields)}", f"{g.rows or 0:,}", g.sha256) for g in f.provenance.given)
    fields = tuple((g.title, title, grade, grant[g.name].fields[name]) for g in f.provenance.given for name, title, grade in g.fields)
    quality = [x["summary"] for x in f.artefact.report["findings"] if x["check"] in ("quality", "robust")]
    facts = (("数据的时间范围", f"截止日 {f.artefact.as_of},只用这一天(含)以前已知的事实"), ("数据环境", "合成城市(审查用的隐藏城市);平台上的真实数据在上线时另记摘要"), ("数据质量", ";".join(quality) or "—"))
    return Section("resources", "数据资源情况", RECALLED, facts, (
        ("实际读取的目录", ("目录", "字段", "行数", "数据摘要(SHA-256)"), given), ("逐字段", ("目录", "字段", "分级", "为什么需要"), fields)))  # fmt: skip


def _deposit(f: Filing) -> Section:
    decision = f.artefact.decision or {}
    facts = (
        ("交付物摘要", f.artefact.digest), ("代码摘要", f.provenance.code), ("环境摘要", f.provenance.environment), ("审查报告摘要", decision.get("report", "")),
        ("审查决定摘要", sha256(f.decision).hexdigest()), ("台账", f"本产品与有关人员的 {len(f.entries)} 条,末条 {f.entries[-1].hash if f.entries else ''}"),
    )  # fmt: skip
    return Section("deposit", "存证情况", RECALLED, facts, (("输出文件", ("文件", "摘要(SHA-256)"), tuple(f.outputs.items())),))


def _service(f: Filing) -> Section:
    plan = f.artefact.plan
    scale = "、".join(portrait.scale(f.artefact)) if any(o.kind == DATASET for o in plan.leaving) else ""
    facts = [("产品名称", plan.title), ("类别与行业", f"{plan.annex.category} / {plan.annex.industry}"), ("服务形式", "、".join(plan.service_form)),
             ("收费", ("有偿" if plan.annex.chargeable else "无偿") + (f";{plan.charge['note']}" if plan.charge.get("note") else "")), ("接口", plan.api.title if plan.api else "无")]  # fmt: skip
    facts += [("交付规模", scale)] if scale else []
    rows = tuple((o.title, o.kind, o.grade, "离开平台" if o.leaves else "留在平台", str(len(o.fields))) for o in f.provenance.left)
    return Section("service", "产品和服务信息", RECALLED, tuple(facts), (("输出", ("输出", "形式", "分级", "去向", "字段或项"), rows),))


def _scenario(f: Filing) -> Section:
    scenario = f.artefact.plan.scenario
    users = scenario["users"]
    return Section("scenario", "应用场景信息", RECALLED, (
        ("场景", str(scenario["title"])), ("要解决的问题", str(scenario["purpose"])), ("使用方", "、".join(map(str, users)) if isinstance(users, list) else str(users)),
        ("应急联系", str(scenario["emergency_contact"])),
    ))  # fmt: skip


def _risk(f: Filing) -> Section:
    decision = f.artefact.decision or {}
    rows = tuple((word, title, summary) for word, _, title, summary, _ in portrait.findings(f.artefact))
    facts = [("审查决定", f"{decision.get('decision', '')}({decision.get('decided', '')[:10]},{decision.get('reviewer', '')})"), ("理由", decision.get("reason", ""))]
    facts += [(f"推翻的发现 {o['check']}", f"{o['why']};{o['text']}(第二审查人员 {o['second_reviewer']},已会签)") for o in decision.get("overrides", ())]
    facts += [("人工的风险评估结论", BLANK)]
    return Section("risk", "数据安全风险评估", RECALLED, tuple(facts), (("自动检查", ("结果", "检查", "说明"), rows),))


def _storage(f: Filing) -> Section:
    names = "、".join(sorted({n.rpartition(".")[2] for n in f.outputs}))
    return Section("storage", "数据基本信息与存储", SEEN, (("名称", f.artefact.plan.title), ("类型", "、".join(f.artefact.plan.service_form)), ("格式", names), ("存储位置", BLANK), ("存储方式", BLANK)))


def _description(f: Filing) -> Section:
    return Section("description", "产品说明文档", SEEN, tuple(portrait.description(f.artefact.plan, f.artefact)))


def heading(f: Filing) -> Iterator[tuple[str, str]]:
    """What stands at the top of the cover."""
    yield "登记类型", KINDS[f.kind]
    yield "登记编码", f.code or "(由登记机构赋码后填写)"
    yield "本材料", f"第 {f.number} 份" + (f",接前一份 {f.before[:16]}…" if f.before else "")
    yield "事由", f.reason or "—"
    yield "填报时间", f.filed[:16].replace("T", " ") + " UTC"
