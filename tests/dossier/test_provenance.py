"""Every released field leads back to sources, as a picture, as PROV, and in a crate that rocrate reads."""

from __future__ import annotations

import json
import re
import zipfile

from prov.model import ProvDocument
from rocrate.rocrate import ROCrate

from kit.dossier import packed
from kit.product.artefact import open_artefact
from kit.product.provenance import trace
from kit.product.provenance_picture import picture
from kit.product.read_plan import read_plan
from tests.conftest import ROOT
from tests.dossier.made import PRODUCT

REPORT = {"as_of": "2025-06-30", "reviewed": "2026-01-05T08:00:00+00:00", "evidence": {"inputs": {"enterprise_basic": {"sha256": "ab" * 32, "rows": 7}}}}


def traced(product: str, reads=None):
    plan = read_plan(ROOT / "products" / product)
    return trace(plan, REPORT, reads or {slug: list(t.fields) for slug, t in plan.grant.tables.items()})


def test_a_field_under_its_granted_name_is_carried_over_and_no_other():
    found = traced("enterprise_overdue_risk_index")
    index = next(left for left in found.left if left.name == "risk_index")
    carried = {f.name: f.carried for f in index.fields}
    assert ("enterprise_basic", "uscc") in carried["uscc"]
    assert carried["index"] == ()


def test_only_what_was_read_counts_as_a_source():
    found = traced("enterprise_overdue_risk_index", {"enterprise_basic": ["uscc"]})
    assert {g.name: len(g.fields) for g in found.given}["enterprise_basic"] == 1
    assert sum(len(g.fields) for g in found.given) == 1


def test_answers_of_an_api_are_traced_member_by_member():
    found = traced("enterprise_overdue_risk_index")
    answer = next(left for left in found.left if left.kind == "接口")
    assert answer.fields
    assert not answer.files


def test_the_picture_holds_every_unit_catalog_and_output_and_escapes_what_it_shows():
    found = traced(PRODUCT)
    drawn = str(picture(found))
    for box in (*(g.unit for g in found.given), *(g.title for g in found.given), *(left.title for left in found.left)):
        assert box in drawn
    assert drawn.count("<rect") == len({g.unit for g in found.given}) + len(found.given) + 1 + len(found.left)
    assert "<script" not in str(picture(type(found)(**{**vars(found), "title": "<script>"})))


def test_prov_reads_back_and_every_released_field_has_a_source(filed):
    text = packed.unpacked(filed.dossier)["provenance.json"].decode()
    document = ProvDocument.deserialize(content=text, format="json")
    derived = {r.args[0].localpart for r in document.get_records() if r.get_type().localpart == "Derivation"}
    features = open_artefact(filed.review).plan.outputs["shell_model"].features
    assert {f"output-shell_model.{name}" for name in features} == derived
    assert len(json.loads(text)["agent"]) > 5


def test_rocrate_reads_the_dossier(filed, tmp_path):
    with zipfile.ZipFile(filed.dossier) as archive:
        archive.extractall(tmp_path)
    for source in (filed.dossier, tmp_path):
        crate = ROCrate(source)
        assert crate.mainEntity.id == f"product/{PRODUCT}/product.ipynb"
        assert "ComputationalWorkflow" in crate.mainEntity.type
        assert {p.id for p in crate.root_dataset["conformsTo"]} >= {"https://w3id.org/ro/wfrun/workflow/0.5"}
    run = crate.dereference("#run")
    assert run["instrument"] == crate.mainEntity
    assert {d["name"] for d in run["object"]} >= {"企业基本信息"}
    assert all(re.fullmatch(r"[0-9a-f]{64}", d["sha256"]) for d in (*run["object"], run["result"]) if not isinstance(d, list))
    assert {a["additionalType"].id if hasattr(a["additionalType"], "id") else a["additionalType"] for a in crate.root_dataset["mentions"] if a.type == "AssessAction"}


def test_no_data_no_seed_and_no_place_of_this_machine_is_in_it(filed):
    files = packed.unpacked(filed.dossier)
    assert not [n for n in files if n.endswith((".parquet", ".lgb.txt"))]
    text = b"".join(c for n, c in files.items() if n != "cover.pdf")
    assert str(filed.registry.home.parent).encode() not in text
    assert b'"seeds"' not in text
    assert b"/nowhere/" not in text


def test_the_cover_marks_what_is_recalled_and_invents_no_code(filed):
    files = packed.unpacked(filed.dossier)
    page = files["cover.html"].decode()
    for said in ("主体信息", "数据来源合法合规", "数据资源情况", "存证情况", "产品和服务信息", "应用场景信息", "数据安全风险评估", "产品说明文档", "登记承诺书", "由登记机构赋码后填写"):
        assert said in page
    assert page.count("据记忆整理,未见官方文本") == 7
    assert files["cover.pdf"].startswith(b"%PDF")
