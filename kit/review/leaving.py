"""Files as the host writes them again, so that nothing travels beside what was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kit.errors import ReviewError
from kit.product.artefact import copy
from kit.review.images import reencode


def rewritten(files: Mapping[str, Path], folder: Path, keys: Mapping[str, Sequence[str]]) -> dict[str, Path]:
    """The same files, written again in ``folder`` where the host can read them; the others the checks have refused.

    Tables in ``keys`` are put in order, so that the order says nothing.
    """
    return {name: _again(path, folder / name, keys.get(name)) for name, path in files.items()}


def _again(source: Path, target: Path, key: Sequence[str] | None) -> Path:
    try:
        if source.suffix == ".png":
            return reencode(source, target)
        if source.suffix == ".parquet":
            return rewrite_table(source, target, key)
    except (ReviewError, OSError, ValueError):
        pass
    copy(source, target)
    return target


def rewrite_table(source: Path, target: Path, key: Sequence[str] | None = None) -> Path:
    """The rows of a Parquet file in a new one: no metadata, no dictionary values that no row has, nothing between the parts.

    With a ``key``, which may be empty, they are ordered by it and then by all other fields.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(source)
    plain = [pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    table = table.cast(pa.schema(plain))
    if key is not None:
        table = table.sort_by([(name, "ascending") for name in dict.fromkeys([*key, *table.column_names])])
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, target)
    return target


def beside(path: Path) -> list[str]:
    """What a Parquet file holds beside its rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema: Any = pq.read_schema(path)
    written = pq.read_metadata(path)
    noted = set(written.metadata or {}) - {b"ARROW:schema"} or schema.metadata or any(f.metadata for f in schema)
    groups = [written.row_group(g) for g in range(written.num_row_groups)]
    data = sum(group.column(c).total_compressed_size for group in groups for c in range(group.num_columns))
    found = ["Parquet 里有附加信息"] if noted else []
    found += ["字段用了字典类型"] if any(pa.types.is_dictionary(f.type) for f in schema) else []
    # Signatures at both ends and the footer with its length are all that stands beside the columns.
    if path.stat().st_size > data + written.serialized_size + 12:
        found.append("Parquet 里有不属于任何一列的内容")
    return found
