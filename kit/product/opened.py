"""The partner's product, opened in a notebook: tables in, outputs out."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.access import Tables, make_room, open_room
from kit.catalog import Catalog, load
from kit.errors import DataError, OutputError
from kit.product.contract import check_use, registry_home
from kit.product.outputs import write_bytes, write_frame
from kit.product.plan import DATASET, EVALUATION, MODEL, REPORT, SERVICE, Output, ScenarioPlan
from kit.product.read_plan import read_plan


@dataclass(frozen=True)
class Left:
    """What an output came to; a notebook shows it when it ends a cell, so it holds no path of the machine."""

    title: str
    file: str

    def __repr__(self) -> str:
        return f"<已写出 {self.title}:{self.file}>"


class Product:
    """``table`` gives lazy tables, ``read`` a DataFrame; ``release…`` and ``evaluate`` leave outputs."""

    def __init__(self, plan: ScenarioPlan, tables: Tables, out: Path, as_of: dt.date, seed: int) -> None:
        self.plan, self.tables, self.out, self.as_of, self.seed = plan, tables, out, as_of, seed
        self.title = plan.title

    def __repr__(self) -> str:
        return f"<产品 {self.title},截止日 {self.as_of},目录 {len(self.plan.grant.tables)} 个>"

    def catalog(self, slug: str) -> Catalog:
        """The contract of a catalog: titles, units, codes."""
        return load(slug)

    def table(self, slug: str) -> Any:
        """A lazy Ibis table with the fields that the plan declares, as known on the as-of date."""
        return self.tables.table(slug)

    def read(self, expression: Any) -> Any:
        """Run an expression on the engine and return a pandas DataFrame."""
        frame = self.tables.read(expression)
        read = {slug: sorted(fields) for slug, fields in sorted(self.tables.fields_read.items())}
        text = json.dumps(read, ensure_ascii=False, indent=1)
        write_bytes(self.out / "reads.json", lambda part: part.write_text(text, encoding="utf-8"))
        return frame

    def release(self, name: str, frame: Any) -> Left:
        """Leave a data set; OutputError at once when it differs from its declaration."""
        return self._frame(self._output(name, DATASET), frame)

    def serve(self, name: str, frame: Any) -> Left:
        """Leave what ``service.py`` answers from; it stays on the platform."""
        return self._frame(self._output(name, SERVICE), frame)

    def evaluate(self, name: str, frame: Any) -> Left:
        """Leave scores for the review to judge; they never leave the domain."""
        return self._frame(self._output(name, EVALUATION), frame)

    def release_model(self, name: str, booster: Any) -> Left:
        """Leave a LightGBM model as rewritten text, with the definition of its features beside it."""
        from kit.product.model import rewrite

        output = self._output(name, MODEL)
        names = list(booster.feature_name())
        if names != list(output.features):
            raise OutputError("KIT-O011", f"模型的特征与声明不符:声明 {len(output.features)} 个,模型 {len(names)} 个,或次序不同",
                              where=f"product.yaml 的 outputs.{name}.features", next_step="按声明的次序训练。")  # fmt: skip
        text = rewrite(booster.model_to_string(), names)
        definition = json.dumps({"as_of": str(self.as_of), "features": dict(output.features)}, ensure_ascii=False, indent=1)
        write_bytes(self.out / f"{name}.features.json", lambda part: part.write_text(definition, encoding="utf-8"))
        write_bytes(self.out / output.file, lambda part: part.write_text(text, encoding="utf-8"))
        return Left(output.title, output.file)

    def release_report(self, name: str, text: str, figures: Mapping[str, Any] | None = None) -> Left:
        """Leave a report: Markdown with ``{table:OUTPUT}`` and ``{figure:NAME}``, and the matplotlib figures it names.

        Its tables are data sets of the same plan, left with ``release``.
        """
        from kit.product.report import write_report

        output = self._output(name, REPORT)
        write_report(output, text, figures or {}, self.out)
        return Left(output.title, output.file)

    def _frame(self, output: Output, frame: Any) -> Left:
        write_frame(output, frame, self.out)
        return Left(output.title, output.file)

    def _output(self, name: str, kind: str) -> Output:
        output = self.plan.outputs.get(name)
        if output is None or output.kind != kind:
            known = [o.name for o in self.plan.outputs.values() if o.kind == kind]
            raise OutputError("KIT-O002", f"场景方案没有声明名为 {name} 的{kind};已声明:{'、'.join(known) or '无'}",
                              where="product.yaml 的 outputs", next_step="在 outputs 下声明它,或改用已声明的名字。")  # fmt: skip
        return output


def open_product(folder: str | Path | None = None, *, as_of: str | None = None) -> Product:
    """Open the product around the current folder (or ``folder``) as of ``as_of`` (ISO day; default: the plan's).

    A run by the kit sets where the granted tables and the out folder are; interactively the partner's own synthetic
    city ``.kit/city`` is used.
    """
    environment = os.environ
    plan = read_plan(Path(folder or environment.get("KIT_PRODUCT") or _find_upward("product.yaml", Path.cwd())))
    day = _as_of(plan, as_of)
    if "KIT_ROOM" in environment:
        room, out = Path(environment["KIT_ROOM"]), Path(environment["KIT_OUT"])
    else:
        check_use(plan, registry_home(plan.folder), dt.date.today(), trial=True)
        home = plan.folder / ".kit"
        out = home / "out"
        room = make_room(partner_city(plan.folder), plan.grant, home / "room", day)
    out.mkdir(parents=True, exist_ok=True)
    tables = open_room(room, plan.grant, environment.get("KIT_ENGINE", "duckdb"))
    return Product(plan, tables, out, day, int(environment.get("KIT_SEED", "1")))


def _as_of(plan: ScenarioPlan, as_of: str | None) -> dt.date:
    if as_of:
        return dt.date.fromisoformat(as_of)
    return plan.as_of


def partner_city(start: Path) -> Path:
    """The partner's own synthetic city: ``KIT_CITY``, else ``.kit/city`` of a folder above."""
    if "KIT_CITY" in os.environ:
        city = Path(os.environ["KIT_CITY"])
    else:
        city = next((p / ".kit" / "city" for p in [start, *start.parents] if (p / ".kit" / "city").is_dir()), Path(".kit/city"))
    if not (city / "datapackage.json").exists():
        raise DataError("KIT-D003", "还没有自己的合成城市", where=str(Path(*city.parts[-2:])), next_step="kit data build 生成一座(约 1 % 规模,几秒钟)。")
    return city


def _find_upward(name: str, start: Path) -> Path:
    return next((p for p in [start, *start.parents] if (p / name).exists()), start)


