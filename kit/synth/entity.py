"""A set of entities as columns: ``Person(world, index).birth_date`` is an array, drawn when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.synth import draw


class Entity:
    """Columns of the entities at ``index``; a subclass adds columns as ``functools.cached_property``.

    A column may depend on other columns of the same rows, and on parents reached by function
    (``Household(world, self.household)``), never on which other rows are asked for together.
    """

    kind = "entity"

    def __init__(self, world: Any, index: draw.Index) -> None:
        self.world = world
        self.index = np.asarray(index, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.index)

    def stream(self, column: str) -> np.uint64:
        return draw.key(self.world.seed, f"{self.kind}.{column}")

    def unit(self, column: str) -> NDArray[np.float64]:
        return draw.unit(self.index, self.stream(column))

    def normal(self, column: str) -> NDArray[np.float64]:
        return draw.normal(self.index, self.stream(column))

    def below(self, column: str, n: int | draw.Index) -> draw.Index:
        return draw.below(self.index, self.stream(column), n)

    def choice(self, column: str, weights: Sequence[float] | NDArray[np.float64]) -> draw.Index:
        return draw.choice(self.index, self.stream(column), weights)

    def chance(self, column: str, probability: float | NDArray[np.float64]) -> NDArray[np.bool_]:
        return self.unit(column) < probability

    def grid(self, column: str, periods: int) -> NDArray[np.float64]:
        """Uniform draws of shape (entities, periods): one for each entity and period."""
        cells = (self.index[:, None] * 4096 + np.arange(periods)).ravel()
        return draw.unit(cells, self.stream(column)).reshape(len(self), periods)

    def normal_grid(self, column: str, periods: int) -> NDArray[np.float64]:
        cells = (self.index[:, None] * 4096 + np.arange(periods)).ravel()
        return draw.normal(cells, self.stream(column)).reshape(len(self), periods)

    def times(self, column: str, mean: float | NDArray[np.float64]) -> draw.Index:
        """How often something happens to each entity, when it happens ``mean`` times on average."""
        return draw.poisson(self.index, self.stream(column), mean)

    def key(self, column: str = "key") -> NDArray[np.uint64]:
        """64 bits of its own for each entity: what opaque numbers are made of."""
        return draw.bits(self.index, self.stream(column))


class Many(Entity):
    """Children of ``parents``, ``counts`` of each: ``row`` is the position of a child's parent, ``number`` its rank."""

    LIMIT = 4096

    def __init__(self, parents: Entity, counts: draw.Index, kind: str | None = None) -> None:
        counts = np.minimum(counts, self.LIMIT - 1)
        self.parents, self.kind = parents, kind or self.kind
        self.row = np.repeat(np.arange(len(parents)), counts)
        self.number = np.arange(len(self.row)) - np.repeat(np.cumsum(counts) - counts, counts)
        super().__init__(parents.world, parents.index[self.row] * self.LIMIT + self.number)

    def of(self, column: str) -> Any:
        """A column of the parents, once for each child."""
        return getattr(self.parents, column)[self.row]
