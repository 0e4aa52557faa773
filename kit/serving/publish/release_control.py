"""What was held back in a data set, and by which rule: counts only, from the declaration and the released rows."""

from __future__ import annotations

from typing import Any

from kit.product.plan import Output


def summary(output: Output, frame: Any) -> dict[str, Any]:
    """Rules in Chinese, and for each field under control its cells and how many of them are empty."""
    held = controlled(output)
    titles = {f.name: f.title for f in output.fields}
    fields = [{"field": n, "title": titles[n], "cells": len(frame), "suppressed": int(frame[n].isna().sum())} for n in held]
    return {"output": output.name, "title": output.title, "grade": output.grade, "rows": len(frame), "rules": rules(output), "fields": fields,
            "totals": _totals(output, frame)}  # fmt: skip


def controlled(output: Output) -> list[str]:
    """Fields of which a cell may be held back."""
    return [*output.control.sums, *([output.control.count] if output.control.count else [])] if output.control else []


def rules(output: Output) -> list[str]:
    titles, told = {f.name: f.title for f in output.fields}, []
    least = {f.name: f.constraints["minimum"] for f in output.fields if "minimum" in f.constraints}
    if output.persons:
        told.append(f"每一行都是汇总,所含人数见“{titles[output.persons]}”" + (f",不少于 {least[output.persons]}" if output.persons in least else "") + ";人数不足的行合并或略去")
    if output.control:
        told.append("每一格背后的贡献者由审查重新核算;贡献者太少、被一两家占大头、或能从合计反推的格留空(已抑制)")
        told.append(f"关键字取值“{output.control.total}”的行是合计;留空的格不计入时合计仍是全部")
    if output.quasi_identifiers:
        told.append(f"能间接指认的字段({'、'.join(titles[n] for n in output.quasi_identifiers)})经归并")
    if output.grade_reason:
        told.append(f"定级为{output.grade}:{output.grade_reason}")
    return told or ["没有按人或按格的汇总,不需要抑制"]


def _totals(output: Output, frame: Any) -> int:
    """Marginal rows."""
    if not output.control:
        return 0
    return int((frame[list(output.key)].astype(str) == output.control.total).any(axis=1).sum())
