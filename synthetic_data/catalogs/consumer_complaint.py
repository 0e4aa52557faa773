"""投诉举报: complaints already public on the consumer platform; shops and restaurants draw more."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.activity import Activity, Event

GOODS = np.array(["食品", "服装鞋帽", "家用电器", "建材家具", "汽车配件", "其他商品"])
SERVICES = np.array(["餐饮服务", "住宿服务", "物流服务", "装修服务", "文体服务", "其他服务"])
PROBLEMS = np.array(["质量", "售后服务", "合同", "价格", "虚假宣传", "不正当竞争", "食品安全", "其他"])
RESULTS = np.array(["达成调解协议", "未达成调解协议", "终止调解", "撤回投诉"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    shops = np.where(np.isin(activity.firm.industry, ["F", "H"]), 0.7, -0.4)[:, None]
    busy = 0.3 * np.log(activity.usual_staff)[:, None]
    grid = activity.event_grid("complaint", activity.log_odds("complaint") + shops + busy) & (activity.staff > 0)
    case = Event(activity, "complaint", grid)
    service = np.isin(case.of_firm("industry"), ["E", "G", "H", "I", "L", "M", "R", "S"])
    kind = case.below("goods", 6)
    accepted = case.day("day")
    finished = accepted + 7 + case.below("finish", 50)
    county = places.COUNTY_NAMES[case.of_firm("county")]
    return {
        "complaint_id": case.key_text("T"),
        "channel": np.full(len(case), "12315"),
        "uscc": case.of_firm("uscc"),
        "ent_name": case.of_firm("name"),
        "complaint_type": np.where(service, "服务", "商品"),
        "goods_category": np.where(service, SERVICES[kind], GOODS[kind]),
        "problem_type": PROBLEMS[case.choice("problem", [0.3, 0.2, 0.14, 0.1, 0.1, 0.02, 0.08, 0.06])],
        "accept_date": accepted,
        "finish_date": finished,
        "result": RESULTS[case.choice("result", [0.58, 0.18, 0.14, 0.1])],
        "handle_org": places.text(county, "市场监管局"),
        "county_code": case.of_firm("county_code"),
        "publicity_date": finished + 5 + case.below("published", 15),
    }


PARTS = [Part("all", lambda world: world.enterprises, rows)]
