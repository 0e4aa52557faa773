"""environment.yml, pyproject.toml and the lock tell one story."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def split(requirement: str) -> tuple[str, str]:
    name, range_ = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[^]]*])?\s*(.*)", requirement).groups()
    return name.lower(), range_.replace(" ", "")


DECLARED = dict(split(r) for r in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])
FIXED_BY_THE_USER = {"jupyterlab", "pandas", "scikit-learn", "lightgbm", "faker", "nbval", "papermill"}


def test_conda_names_and_ranges_agree_with_pyproject():
    conda = dict(split(d) for d in CONDA["dependencies"] if isinstance(d, str))
    assert conda.pop("python") == PROJECT["requires-python"]
    conda.pop("pip")
    assert {name: DECLARED.get(name) for name in conda} == conda


def test_the_packages_the_user_fixed_are_in_both_files():
    conda = {split(d)[0] for d in CONDA["dependencies"] if isinstance(d, str)}
    assert conda >= FIXED_BY_THE_USER
    assert set(DECLARED) >= FIXED_BY_THE_USER


def test_conda_uses_no_default_channel_and_installs_the_kit_last():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}


def test_the_lock_names_no_registry_and_pins_every_package_with_hashes():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links", text)
    pins = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^]]*])?==", text, flags=re.M)
    assert set(DECLARED) <= {name.lower() for name in pins}
    assert text.count("--hash=sha256:") >= len(pins)
