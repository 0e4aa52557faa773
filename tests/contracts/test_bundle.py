"""The committed bundle of the panel is what its committed sources build, and nothing in it leads elsewhere."""

from __future__ import annotations

import json
import re

from tests.contracts import bundle


def test_the_bundle_was_built_of_these_sources_and_not_touched_since():
    told = json.loads(bundle.BUILT_OF.read_text(encoding="utf-8"))
    assert told["sources"] == bundle.sources(), "the sources of the panel have changed: make lab-build"
    assert told["built"] == bundle.built(), "the bundle is not as it was built: make lab-build"


def test_a_changed_source_would_be_noticed(tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    for name in (".npmrc", "package.json", "tsconfig.json", "webpack.config.js", "src/index.ts"):
        (tmp_path / name).write_text("one", encoding="utf-8")
    monkeypatch.setattr(bundle, "LAB", tmp_path)
    before = bundle.sources()
    (tmp_path / "src" / "index.ts").write_text("another", encoding="utf-8")
    assert {name for name, digest in bundle.sources().items() if before[name] != digest} == {"src/index.ts"}


def test_the_bundle_loads_what_is_there_and_fetches_nothing_from_elsewhere():
    built = json.loads((bundle.BUNDLE / "package.json").read_text(encoding="utf-8"))
    assert (bundle.BUNDLE / built["jupyterlab"]["_build"]["load"]).exists()
    assert built["version"] == json.loads((bundle.LAB / "package.json").read_text(encoding="utf-8"))["version"]
    hosts = {h for p in (bundle.BUNDLE / "static").glob("*.js") for h in re.findall(r"https?://([\w.-]+)", p.read_text(encoding="utf-8"))}
    assert hosts <= {"www.w3.org"}  # the name space of SVG


def test_no_lock_of_npm_is_kept():
    assert not (bundle.LAB / "package-lock.json").exists()
    assert "package-lock=false" in (bundle.LAB / ".npmrc").read_text(encoding="utf-8").split()
