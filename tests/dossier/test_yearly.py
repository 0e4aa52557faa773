"""The yearly report counts what ledger and access logs hold, and holds no data value."""

from __future__ import annotations

import csv
import datetime as dt
import io

from kit.dossier.register import consent, promote
from kit.dossier.yearly import BENEFIT, NEED, SAFETY, USE, report
from kit.dossier.yearly_page import write
from kit.serving.api.access_log import FIRST, seal
from tests.dossier.made import AUTHORITY, OPERATOR, PRODUCT, REASON

YEAR = dt.date.today().year
CALLS = (
    ("enterprise_overdue_risk_index", "贷前审查", 200, "", 3, ["c1", "c2", "c3"], "03"), ("enterprise_overdue_risk_index", "贷后管理", 200, "", 1, [], "03"),
    ("bus_operation_analysis", "", 200, "", 2, [], "11"), ("bus_operation_analysis", "", 401, "KIT-Q001", 0, [], "11"),
)  # fmt: skip


def log(path, year=YEAR):
    head, lines = FIRST, []
    for n, (product, purpose, status, code, count, consents, month) in enumerate(CALLS, 1):
        entry = {"n": n, "time": f"{year}-{month}-02T08:00:00.000Z", "event": "query", "key": f"k{n}", "product": product, "artefact": "ab", "purpose": purpose,
                 "consent": consents, "status": status, "code": code, "count": count, "ms": 0.4}  # fmt: skip
        head, line = seal(entry, head)
        lines.append(line)
    path.write_bytes(b"".join(lines))
    return path


def value(year, section, item, of="") -> int:
    found = [x.value for x in year.of(section) if x.item == item and x.of == of]
    assert len(found) == 1, (item, of)
    return found[0]


def test_it_counts_steps_calls_and_refusals(own, tmp_path):
    consent(own.registry, PRODUCT, AUTHORITY, REASON)
    promote(own.registry, PRODUCT, OPERATOR, REASON)
    year = report(own.registry, [log(tmp_path / "access.log")], YEAR)
    assert value(year, NEED, "通过场景方案") == 1
    assert value(year, NEED, "合约用到的字段(个)", "企业基本信息") == 9
    assert value(year, USE, "首次登记") == value(year, USE, "推广应用") == 1
    assert value(year, USE, "回答的问题(个)", "企业逾期风险指数") == 4
    assert value(year, USE, "按用途(个)", "贷前审查") == 3
    assert value(year, USE, "使用接口的密钥(把)") == 3
    assert value(year, BENEFIT, "回答的问题(个)", "公共治理、公益事业(无偿)") == 2
    assert value(year, SAFETY, "拒绝的调用(次)", "KIT-Q001") == 1
    assert value(year, SAFETY, "逐次记有同意凭据的问题(个)") == 3
    assert (year.months[2], year.months[10], sum(year.months)) == (4, 2, 6)


def test_another_year_counts_nothing_of_this_one(own, tmp_path):
    year = report(own.registry, [log(tmp_path / "access.log")], YEAR + 1)
    assert value(year, NEED, "提交场景方案") == 0
    assert sum(year.months) == 0


def test_a_changed_log_and_a_changed_ledger_are_told(own, tmp_path):
    path = log(tmp_path / "access.log")
    path.write_bytes(path.read_bytes().replace(b'"count":1', b'"count":9'))
    year = report(own.registry, [path], YEAR)
    assert value(year, SAFETY, "访问日志核对发现的问题(处)", "access.log") == 1
    assert value(year, SAFETY, "台账核对发现的问题(处)") == 0


def test_page_and_table_say_the_same_and_hold_no_consent_or_key(own, tmp_path):
    year = report(own.registry, [log(tmp_path / "access.log")], YEAR)
    page, table = write(year, tmp_path / "out")
    html, raw = page.read_text(encoding="utf-8"), table.read_text(encoding="utf-8")
    assert raw.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(raw.removeprefix("\ufeff"))))
    assert len(rows) == len(year.lines) + 12
    assert all(section in html for section in ("运营数据需求", "数据使用情况", "产生效益", "数据安全"))
    for hidden in ("c1", "k1", "391500"):
        assert f">{hidden}<" not in html
        assert hidden not in raw
