"""What was recovered from the tables, figure by figure: a test asks whether it lies in its band, ``make effects`` prints all."""

from __future__ import annotations

from synthetic_data.world.effects import effects

RECOVERED: list[tuple[str, str, float, float, float]] = []


def within(value: float, effect: str, figure: str) -> bool:
    """Whether a recovered figure lies inside the band that ``effects.yaml`` declares for it."""
    low, high = effects()[effect]["band"][figure]
    RECOVERED.append((effect, figure, float(value), low, high))
    return low < value < high
