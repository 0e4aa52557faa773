"""Whether a product speaks about natural persons."""

from __future__ import annotations

from kit.catalog import Grade, load
from kit.product.plan import ScenarioPlan


def about_persons(plan: ScenarioPlan) -> bool:
    """Scores are about persons when the key of the population is a person's identifier."""
    if plan.evaluation is None:
        return False
    of = plan.evaluation.population
    field = load(of.catalog)[of.key]
    return field.identifier and field.grade >= Grade.个人信息
