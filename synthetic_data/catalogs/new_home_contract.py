"""商品房买卖合同: one row per new dwelling sold since 2022."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world.sales import new_sales

PAYMENTS = np.array(["一次性付款", "分期付款", "按揭贷款", "公积金贷款", "组合贷款"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    sale = new_sales(world, index)
    borrowed = np.where(sale.chance("fund", 0.22), np.where(sale.chance("both", 0.4), 4, 3), 2)
    way = np.where(sale.mortgaged, borrowed, np.where(sale.chance("instalments", 0.2), 1, 0))
    down = np.where(way >= 2, np.round(sale.total_price * (0.2 + 0.3 * sale.unit("down")), -3), np.where(way == 1, sale.total_price * 0.5, sale.total_price))
    return {
        "contract_no": sale.contract_no, "sign_date": sale.first_date, "buyer_name": sale.first_owner.name,
        "buyer_id": sale.first_owner.person_id, "buyer_count": 1 + ((sale.household.size > 1) & sale.chance("together", 0.55)),
        "seller_uscc": sale.developer.uscc, "unit_no": sale.unit_no, "built_area": sale.built_area,
        "inner_area": np.round(sale.built_area - sale.shared_area, 2), "total_price": sale.total_price, "pay_method": PAYMENTS[way],
        "down_payment": down, "loan_amount": np.where(way >= 2, sale.total_price - down, 0.0),
        "delivery_date": sale.first_date + 60 + sale.below("delivery", 500),
        "contract_status": np.where(sale.chance("void", 0.015), "已注销", "已备案"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.dwellings, rows, fan_out=0.05)]
