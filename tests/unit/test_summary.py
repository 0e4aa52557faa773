"""One page over many reviews."""

from __future__ import annotations

from kit.review.summary import by_check, write_summary


def document(title: str, verdict: str, *findings: tuple[str, str]) -> dict:
    return {"product": title, "title": title, "verdict": verdict, "seconds": 30.0, "runs": [], "report": f"/elsewhere/{title}/report.html",
            "findings": [{"check": c, "title": f"检查 {c}", "status": s} for c, s in findings]}  # fmt: skip


def test_the_worst_of_a_check_counts():
    assert by_check([{"check": "a", "status": "passed"}, {"check": "a", "status": "failed"}, {"check": "a", "status": "warned"}]) == {"a": "failed"}


def test_what_failed_comes_first_and_is_counted_by_check(tmp_path):
    page = write_summary([document("甲", "通过", ("a", "passed")), document("乙", "未通过", ("a", "failed"), ("b", "failed"))], tmp_path, 61.0, 2**30)
    text = page.read_text(encoding="utf-8")
    assert text.index(">乙<") < text.index(">甲<")
    assert "通过 1" in text
    assert "未通过 1" in text
    assert text.count('class="cell failed"') == 2
    assert text.count('class="cell passed"') == 1
    assert "共 61 秒" in text
    assert "1.0 GB" in text
