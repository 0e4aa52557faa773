"""医保账户: one row per insured person and year, written in January; the balance is what was there, came in and went out."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import calendar
from synthetic_data.world.health.settlements import EMPLOYEE, RESIDENT, Settlement


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    bills = Settlement(world, index)
    person = bills.insured
    cells = bills.row * len(calendar.YEARS) + bills.year
    spent = np.bincount(cells, bills.account, minlength=len(index) * len(calendar.YEARS)).reshape(len(index), -1)
    left = person.income - np.cumsum(spent, axis=1)  # cents at the end of each year
    balance = np.hstack([np.rint(100 * person.opening)[:, None], left[:, :-1]]) / 100
    row, year = np.nonzero(person.covered)
    works, retired = person.employed[row, year], person.retired[row, year]
    age = calendar.YEARS[year] - person.birth_year[row]
    resident = np.select([age < 18, age >= 60], ["14", "16"], "15")
    return {
        "psn_no": person.psn_no[row], "person_id": person.person_id[row], "certno": person.id_no[row], "psn_name": person.name[row],
        "gend": person.gender_code[row], "brdy": person.birth_date[row], "insutype": np.where(works | retired, EMPLOYEE, RESIDENT),
        "psn_type": np.where(works, "11", np.where(retired, "12", resident)), "insu_admdvs": person.county_code[row],
        "emp_uscc": where(works, person.employer[row]), "insured_status": np.full(len(row), "正常参保"), "insured_year": calendar.YEARS[year],
        "pay_amount": person.pays[row, year], "acct_balance": where(works | retired, balance[row, year]), "update_date": person.opened[row, year],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=14)]
