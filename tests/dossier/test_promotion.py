"""With a register the gallery, packages and services show as available only what is promoted; withdrawal holds at once."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kit.dossier.plan import withdraw
from kit.dossier.register import consent, promote
from kit.errors import UseError
from tests.conftest import ROOT
from tests.dossier.made import AUTHORITY, OPERATOR, PARTNER, PRODUCT, REASON


def kit(*arguments: str):
    from kit.cli import app

    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


@pytest.fixture
def states(own, tmp_path):
    def now() -> str:
        done = kit("gallery", "--out", str(tmp_path / "site"), "--products", str(ROOT / "products"), "--reviews", str(own.review.parent), "--registry", str(own.registry.home), "--json")
        assert done.exit_code == 0, done.exception
        listed = json.loads((tmp_path / "site" / "gallery.json").read_text(encoding="utf-8"))
        return next(x["state"] for x in listed if x["product"] == PRODUCT)

    return now


def test_the_gallery_follows_the_register(own, states, tmp_path):
    assert states() == "已通过"
    assert "还没有登记备案并同意实施" in (tmp_path / "site" / f"{PRODUCT}.html").read_text(encoding="utf-8")
    consent(own.registry, PRODUCT, AUTHORITY, REASON)
    promote(own.registry, PRODUCT, OPERATOR, REASON)
    assert states() == "可用"
    assert "没有登记簿" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "登记编码 登记机构尚未给出;市数管局已同意实施" in (tmp_path / "site" / f"{PRODUCT}.html").read_text(encoding="utf-8")
    withdraw(own.registry, PRODUCT, PARTNER, "partner", REASON)
    assert states() == "停用"
    (own.registry.ledger.path).write_bytes(own.registry.ledger.path.read_bytes().replace(b"HZ-2026-001", b"HZ-2026-002"))
    assert states() == "停用"


def test_packages_of_what_is_not_promoted_are_previews_or_none(own, tmp_path):
    command = ["publish", PRODUCT, "--reviews", str(own.review.parent), "--out", str(tmp_path / "out"), "--registry", str(own.registry.home), "--json"]
    refused = kit(*command)
    assert isinstance(refused.exception, UseError)
    assert refused.exception.code == "KIT-U108"
    assert json.loads(kit(*command, "--preview").stdout)["preview"] is True
    consent(own.registry, PRODUCT, AUTHORITY, REASON)
    promote(own.registry, PRODUCT, OPERATOR, REASON)
    done = json.loads(kit(*command).stdout)
    assert (done["preview"], done["version"]) == (False, 1)
    withdraw(own.registry, PRODUCT, PARTNER, "partner", REASON)
    for extra in ([], ["--preview"]):
        assert kit(*command, *extra).exception.code == "KIT-U102"


def test_the_command_verifies_with_a_key_from_elsewhere(own, tmp_path):
    key = tmp_path / "root.pub"
    key.write_bytes((own.registry.home / "root.pub").read_bytes())
    done = kit("dossier", "verify", str(own.dossier), "--key", str(key), "--json")
    assert (done.exit_code, json.loads(done.stdout)["ok"]) == (0, True)
    own.dossier.write_bytes(own.dossier.read_bytes()[:-1])
    done = kit("dossier", "verify", str(own.dossier), "--key", str(key))
    assert done.exit_code == 3
    assert kit("dossier", "verify", str(own.dossier), "--key", str(tmp_path / "none.pub")).exception.code == "KIT-T123"
