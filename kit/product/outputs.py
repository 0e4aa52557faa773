"""Check a frame against its declaration, and write it so that nothing half-made is ever seen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kit.catalog import Field
from kit.errors import OutputError
from kit.product.plan import Output


def check_frame(output: Output, frame: Any) -> list[str]:
    """What is wrong with a DataFrame for an output, as Chinese sentences without any value."""
    declared = [f.name for f in output.fields]
    missing, extra = [n for n in declared if n not in frame], [n for n in frame if n not in declared]
    problems = [f"缺少字段 {n}" for n in missing] + [f"多出没有声明的字段 {n}" for n in extra]
    for f in output.fields:
        if f.name in frame:
            problems += _column(f, frame[f.name])
    key = [k for k in output.key if k in frame]
    if key and frame.duplicated(key).any():
        problems.append(f"主键 {'、'.join(key)} 有重复")
    return problems


def _column(field: Field, values: Any) -> list[str]:
    import pandas as pd
    from pandas.api import types

    filled = values.dropna()
    fits = {
        "integer": lambda: types.is_integer_dtype(filled) or _whole_with_gaps(values),
        "number": lambda: types.is_numeric_dtype(filled) and not types.is_bool_dtype(filled),
        "string": lambda: pd.api.types.infer_dtype(filled.astype(object)) in ("string", "empty"),
        "date": lambda: types.is_datetime64_any_dtype(filled) or pd.api.types.infer_dtype(filled) in ("date", "datetime", "empty"),
    }
    limits = field.constraints
    if len(filled) and not fits[field.type]():
        return [f"字段 {field.title} 应为 {field.type}"]
    tests = {
        "required": lambda _: values.isna().any(),
        "minimum": lambda low: (filled < low).any(),
        "maximum": lambda high: (filled > high).any(),
        "enum": lambda allowed: not filled.isin(allowed).all(),
        "pattern": lambda text: not all(map(re.compile(text).fullmatch, filled.astype(str))),
    }
    words = {"required": "有空值", "minimum": "小于最小值", "maximum": "大于最大值", "enum": "不在允许的取值内", "pattern": "不符合格式"}
    return [f"字段 {field.title} {words[k]}" for k, limit in limits.items() if k in tests and limit is not False and tests[k](limit)]


def _whole_with_gaps(values: Any) -> bool:
    """Whole numbers that pandas holds as floats because some are empty."""
    from pandas.api import types

    return types.is_float_dtype(values) and bool(values.isna().any() and (values.dropna() % 1 == 0).all())


def write_frame(output: Output, frame: Any, folder: Path) -> Path:
    """Check, order by key, write ``<name>.parquet``; OutputError lists everything that is wrong."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if problems := check_frame(output, frame):
        raise OutputError("KIT-O001", f"输出 {output.name}({output.title})与声明不符:" + ";".join(problems),
                          where=f"product.yaml 的 outputs.{output.name}", next_step="改数据,或在场景方案里改声明。")  # fmt: skip
    ordered = frame[[f.name for f in output.fields]]
    ordered = ordered.astype(dict.fromkeys(ordered.select_dtypes("category"), object))  # categories that no row has would travel along
    gaps = [f.name for f in output.fields if f.type == "integer" and ordered[f.name].isna().any()]
    ordered = ordered.astype(dict.fromkeys(gaps, "Int64"))
    if output.key:
        ordered = ordered.sort_values(list(output.key), kind="stable")
    table = pa.Table.from_pandas(ordered, preserve_index=False).replace_schema_metadata(None)
    return write_bytes(folder / output.file, lambda part: pq.write_table(table, part))


def write_bytes(path: Path, write: Any) -> Path:
    part = path.with_name(path.name + ".part")
    write(part)
    part.replace(path)
    return path
