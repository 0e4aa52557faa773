"""One dossier for all that only read it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit.dossier.register import register
from kit.dossier.registry import Registry
from tests.dossier.made import OPERATOR, REASON, decided


@dataclass(frozen=True)
class Filed:
    registry: Registry
    review: Path
    dossier: Path
    root: str


@pytest.fixture(scope="session")
def filed(tmp_path_factory) -> Filed:
    """Registered for the first time; only to be read."""
    registry, review = decided(tmp_path_factory.mktemp("filed"))
    _, path = register(registry, review, OPERATOR, "first", REASON)
    return Filed(registry, review, path, registry.root())


@pytest.fixture
def own(filed, tmp_path) -> Filed:
    """A copy of all of it, to be spoilt or led further."""
    home = filed.registry.home.parent
    shutil.copytree(home, tmp_path / "own")
    registry = Registry(tmp_path / "own" / "registry")
    return Filed(registry, tmp_path / "own" / "reviews" / filed.review.name, registry.home / "dossiers" / filed.dossier.name, filed.root)
