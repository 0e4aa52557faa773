"""Random columns as pure functions of (seed, column, index): any rows, in any order, on any worker, bit-identical."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]
U = np.uint64
_GOLDEN, _MIX_1, _MIX_2 = U(0x9E3779B97F4A7C15), U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)


@lru_cache(maxsize=65536)
def key(seed: int, column: str) -> np.uint64:
    """A column's own stream."""
    return U(int.from_bytes(hashlib.blake2b(f"{seed}/{column}".encode(), digest_size=8).digest(), "little"))


def bits(index: Index, stream: np.uint64) -> NDArray[np.uint64]:
    """64 random bits for each index (the splitmix64 finaliser over a counter)."""
    with np.errstate(over="ignore"):
        z = (index.astype(np.uint64) + U(1)) * _GOLDEN + stream
        z = (z ^ (z >> U(30))) * _MIX_1
        z = (z ^ (z >> U(27))) * _MIX_2
        return z ^ (z >> U(31))


def unit(index: Index, stream: np.uint64) -> NDArray[np.float64]:
    """Uniform in [0, 1)."""
    return (bits(index, stream) >> U(11)).astype(np.float64) * 2.0**-53


def below(index: Index, stream: np.uint64, n: int | Index) -> Index:
    """Uniform integers in [0, n); ``n`` may differ from row to row."""
    return np.floor(unit(index, stream) * n).astype(np.int64)


def normal(index: Index, stream: np.uint64) -> NDArray[np.float64]:
    """Standard normal by Box–Muller; two halves of one draw would be correlated, so two draws."""
    second = bits(index, stream ^ _MIX_1)
    radius = np.sqrt(-2.0 * np.log1p(-unit(index, stream)))
    turn = np.cos(2.0 * np.pi * ((second >> U(11)) * 2.0**-53))
    return (radius * turn).astype(np.float64)


def choice(index: Index, stream: np.uint64, weights: Sequence[float] | NDArray[np.float64]) -> Index:
    """Positions in ``weights``, drawn in their proportion."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(np.searchsorted(edges / edges[-1], unit(index, stream), side="right"), len(edges) - 1)


def poisson(index: Index, stream: np.uint64, mean: float | NDArray[np.float64]) -> Index:
    """Poisson counts by inversion; meant for means up to about 100."""
    u, mean = unit(index, stream), np.broadcast_to(np.asarray(mean, dtype=float), index.shape)
    term = np.exp(-mean)
    below_u, count = term.copy(), np.zeros(len(index), dtype=np.int64)
    for k in range(1, int(mean.max(initial=0) + 10 * np.sqrt(mean.max(initial=0)) + 10)):
        more = u >= below_u
        if not more.any():
            break
        count += more
        term = term * mean / k
        below_u = below_u + term
    return count


def permute(index: Index, n: int, stream: np.uint64) -> Index:
    """A bijection of [0, n): a four-round Feistel network over the next even power of two, walked back into range."""
    half = max(1, (max(n - 1, 1).bit_length() + 1) // 2)
    mask = U((1 << half) - 1)
    out = index.astype(np.uint64)
    outside = np.ones(len(out), dtype=bool)
    while outside.any():
        out[outside] = _feistel(out[outside], U(half), mask, stream)
        outside = out >= U(n)
    return out.astype(np.int64)


def _feistel(value: NDArray[np.uint64], half: np.uint64, mask: np.uint64, stream: np.uint64) -> NDArray[np.uint64]:
    left, right = value >> half, value & mask
    for turn in range(4):
        scrambled = bits((right + (U(turn) << U(40))).astype(np.int64), stream)
        left, right = right, left ^ (scrambled & mask)
    return (left << half) | right
