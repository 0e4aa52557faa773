"""Granted rows and identifiers are found wherever they are put; aggregates that merely look alike are not taken for them."""

from __future__ import annotations

import base64
import time

import numpy as np
import pandas as pd
import pytest

from kit.product.plan import DATASET, MODEL, REPORT, Output
from kit.review.checks import no_identifiers, no_raw_rows
from kit.review.raw_rows import copied_rows, told_rows, written
from tests.unit.release import PEOPLE, Left, fields, patients, statuses

TABLES = {"enterprise_basic": ("uscc", "reg_capital", "est_date", "industry_code", "ent_type")}
RELEASED = {"uscc": "string", "a": "number", "b": "string", "c": "string", "d": "string"}


def firms(size: int = 500, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    days = pd.Timestamp("2000-01-01") + pd.to_timedelta(random.integers(0, 9000, size), "D")
    return pd.DataFrame({"uscc": [f"39{n:016d}" for n in range(size)], "reg_capital": random.integers(1, 90000, size) / 10, "est_date": days.date,
                         "industry_code": random.choice(list("ABCDEFGH"), size), "ent_type": random.choice(["11", "12"], size)})  # fmt: skip


def raw(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows as they are, under other names, without the key."""
    return pd.DataFrame({"a": frame["reg_capital"], "b": frame["est_date"].astype(str), "c": frame["industry_code"], "d": "x"}).sample(frac=1, random_state=3)


def judged(home, output: Output, content, module=no_raw_rows, name: str = "") -> list[str]:
    left = Left(home, output, tables=TABLES).grant(enterprise_basic=firms())
    return statuses(module.check(left.leave(name or output.file, content).evidence))


DATA = Output("list", DATASET, "名单", fields=fields(**RELEASED))


def test_rows_under_other_names_are_seen_and_scores_are_not(tmp_path):
    assert judged(tmp_path / "raw", DATA, raw(firms())) == ["failed"]
    assert judged(tmp_path / "some", DATA, pd.concat([raw(firms()).head(5), raw(firms(400, seed=9))])) == ["passed"]  # five among 400 of another city
    scores = firms()[["uscc"]].assign(index=np.arange(500) % 90, band="高", as_of="2010-05-05")
    assert judged(tmp_path / "scores", Output("list", DATASET, "名单", key=("uscc",), fields=fields(**RELEASED)), scores) == ["passed"]


def test_public_places_may_be_shown_as_they_are_and_what_is_not_public_may_not(tmp_path):
    """A feed of stops names them; the same rows beside a field that is not public are raw data."""
    rows = pd.DataFrame({"a": np.arange(60), "stop_name": [f"路口{n}" for n in range(60)], "longitude": np.arange(60) / 7, "latitude": np.arange(60) / 9})
    output = Output("stops", DATASET, "站点", fields=fields(stop_name="string", longitude="number", latitude="number"))
    for slug, names, status in (("bus_stop", ("stop_name", "longitude", "latitude"), "passed"), ("scenic_dwell", ("dwell_bucket", "share", "avg_minutes"), "failed")):
        granted = rows.drop(columns="a").set_axis(list(names), axis=1)
        left = Left(tmp_path / slug, output, tables={slug: names}).grant(**{slug: granted})
        assert statuses(no_raw_rows.check(left.leave(output.file, rows).evidence)) == [status]


def test_aggregates_are_not_rows(tmp_path):
    """Keys are granted values, and counts equal somebody's number now and then."""
    cells = firms().groupby(["industry_code", "ent_type"], as_index=False).agg(a=("uscc", "size"), b=("reg_capital", "sum"))
    assert judged(tmp_path, Output("cells", DATASET, "汇总", key=("industry_code", "ent_type"), fields=fields(a="integer")), cells) == ["passed"]


@pytest.mark.parametrize(("name", "kind"), [("text.report.md", REPORT), ("text.features.json", MODEL)])
@pytest.mark.parametrize("hide", [str, lambda t: base64.b64encode(t.encode()).decode()], ids=["open", "base64"])
def test_a_row_told_in_a_text(tmp_path, name, kind, hide):
    granted = firms().assign(phone=[f"0564-{n:07d}" for n in range(500)])
    row = granted.iloc[7]
    told = f"该企业注册资本 {row['reg_capital']:.2f} 万元,{row['est_date']} 成立,电话 {row['phone']}。"
    output = Output("text", kind, "文字", tables=("t",), features={"x": "x"})
    for home, rows, status in (("there", granted, "failed"), ("not there", granted.drop(index=7), "passed")):
        left = Left(tmp_path / home, output, tables={"enterprise_basic": (*TABLES["enterprise_basic"], "phone")}).grant(enterprise_basic=rows)
        assert statuses(no_raw_rows.check(left.leave(name, hide(told)).evidence)) == [status]


def test_numbers_and_days_are_compared_as_they_would_be_written():
    frame = pd.DataFrame({"x": [1.50, 37.0, None], "t": pd.to_datetime(["2024-01-01", "2024-01-01 08:30", None], format="mixed")})
    texts = {name: column.values.tolist() for name, column in written(frame).items()}
    assert texts == {"x": ["1.5", "37", ""], "t": ["2024-01-01", "2024-01-01 08:30:00", ""]}


def test_a_line_of_a_report_may_hold_common_values(tmp_path):
    table = "\n".join(f"| {i} | {t} | {2000 + n} | {n * 37} |" for n, (i, t) in enumerate((i, t) for i in "ABCDEFGH" for t in ("11", "12")))
    assert judged(tmp_path, Output("text", REPORT, "报告", tables=("t",)), table) == ["passed"]


def people(home, output: Output, name: str, content, module=no_identifiers) -> list[str]:
    return statuses(module.check(Left(home, output).leave(name, content).evidence))


@pytest.mark.parametrize("text", [f"患者 {PEOPLE[3]} 的情况", f"参见 {base64.b64encode(PEOPLE[3].encode()).decode()}", "联系 13912345678", PEOPLE[9][::-1]])
def test_an_identifier_in_a_report_or_a_definition(tmp_path, text):
    report, model = Output("r", REPORT, "报告", tables=("t",)), Output("m", MODEL, "模型", features={"x": "x"})
    assert people(tmp_path / "r", report, "r.report.md", text) == ["failed"]
    assert people(tmp_path / "m", model, "m.features.json", text) == ["failed"]
    assert people(tmp_path / "t", Output("t", DATASET, "表", fields=fields(note="string")), "t.parquet", pd.DataFrame({"note": ["好", text]})) == ["failed"]


def test_texts_without_anybody_in_them(tmp_path):
    report = Output("r", REPORT, "报告", tables=("t",))
    assert people(tmp_path / "r", report, "r.report.md", "# 2025 年\n\n{table:t}\n\n平均 0.12345678901234567 次,共 1200 次,截至 2025-12-31。") == ["passed"]
    assert people(tmp_path / "t", Output("t", DATASET, "表", fields=fields(note="string")), "t.parquet", pd.DataFrame({"note": ["好", "不好"]})) == ["passed"]
    model = Output("m", MODEL, "模型", features={"x": "x"})
    assert people(tmp_path / "m", model, "m.lgb.txt", "threshold=13912345678 0.5\n") == ["passed"]


def test_a_granted_column_is_known_however_it_is_stored(tmp_path):
    """Whole numbers as floating ones, days as instants; blanks on both sides are no likeness."""
    output = Output("t", DATASET, "表", key=("uscc",), fields=fields(uscc="string", a="number"))
    granted = firms().assign(reg_capital=np.arange(500) + 7)
    number, day = granted["reg_capital"].astype(float), pd.to_datetime(granted["est_date"])
    few = pd.Series(np.where(np.arange(500) < 20, np.arange(500), np.nan))
    for name, column, own, status in (
        ("number", number, granted, "failed"), ("some", number.where(np.arange(500) % 3 > 0), granted, "failed"), ("day", day, granted, "failed"),
        ("rounded", number.round(-2), granted, "passed"), ("blanks", few, granted.assign(reg_capital=few + 1), "passed"),
    ):  # fmt: skip
        left = Left(tmp_path / name, output, tables=TABLES).grant(enterprise_basic=own)
        found = no_identifiers.check(left.leave("t.parquet", pd.DataFrame({"uscc": own["uscc"], "a": column})).evidence)
        assert statuses(found) == [status], name


def test_a_hundred_thousand_rows_are_scanned_quickly(tmp_path):
    random = np.random.default_rng(5)
    size = 100_000
    granted = written(firms(size))
    released = firms(size, seed=2).assign(note=[f"第{n}家,风险{n % 7}级" for n in range(size)])
    started = time.monotonic()
    assert copied_rows(written(released.drop(columns="uscc")), granted) == 0
    assert copied_rows(written(raw(firms(size))), granted) > 0.9 * size
    assert told_rows([f"{n} {v:.3f}" for n, v in enumerate(random.random(size))], granted) == 0
    output = Output("t", DATASET, "表", fields=fields(note="string"))
    assert people(tmp_path, output, "t.parquet", released[["note"]]) == ["passed"]
    assert time.monotonic() - started < 60  # ours: alone on two cores it takes about ten seconds


def test_the_tables_of_a_person_are_raw_rows_too(tmp_path):
    released = patients()[["county_code", "birth_date"]].assign(note="x", number=[p[1:] for p in PEOPLE])
    output = Output("t", DATASET, "表", fields=fields(county_code="string", birth_date="date", number="string"))
    left = Left(tmp_path, output).grant(patient_basic=patients().assign(patient_id=[p[1:] for p in PEOPLE]))
    assert statuses(no_raw_rows.check(left.leave("t.parquet", released).evidence)) == ["failed"]
