"""A dossier verifies anywhere, and whatever is changed in it is found."""

from __future__ import annotations

import json
import random
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.dossier import keys, packed
from kit.dossier.build import MANIFEST, SEAL
from kit.dossier.verify import verify
from kit.errors import LifecycleError
from kit.product.signed import canonical
from tests.dossier.made import OPERATOR

TAMPERINGS = 1000


def found(path, root) -> list[str]:
    return [str(w) for w in verify(path, {root})[1]]


def test_an_untouched_dossier_verifies_with_the_public_key_alone(filed, tmp_path):
    alone = tmp_path / "alone.zip"
    alone.write_bytes(filed.dossier.read_bytes())
    manifest, wrong = verify(alone, {filed.root})
    assert wrong == []
    assert manifest["artefact"] == json.loads((filed.review / "report.json").read_text(encoding="utf-8"))["artefact"]


def test_another_operators_key_is_not_trusted(filed, tmp_path):
    other = keys.make(tmp_path / "keys", OPERATOR)
    assert any("公钥" in w for w in found(filed.dossier, other.public))


def test_a_thousand_random_tamperings_are_all_found(filed, tmp_path):
    """Bits, bytes, cuts, insertions; members dropped, swapped, doubled or added; entries of the ledger dropped and swapped; all signed anew by another key."""
    draw, whole = random.Random(20260101), filed.dossier.read_bytes()
    files, target = packed.unpacked(filed.dossier), tmp_path / "t.zip"
    other = keys.make(tmp_path / "keys", OPERATOR)
    missed = []
    for n in range(TAMPERINGS):
        kind = KINDS[n % len(KINDS)]
        changed = kind(draw, whole, files, other)
        if changed == whole:
            continue
        target.write_bytes(changed)
        if not found(target, filed.root):
            missed.append((n, kind.__name__))
    assert missed == []


def flip(draw, whole, files, other) -> bytes:
    at, out = draw.randrange(len(whole)), bytearray(whole)
    out[at] ^= 1 << draw.randrange(8)
    return bytes(out)


def flip_in_metadata(draw, whole, files, other) -> bytes:
    """In the archive's own directory and headers, where no content is."""
    at, out = draw.randrange(whole.index(b"PK\x01\x02"), len(whole)), bytearray(whole)
    out[at] ^= 1 << draw.randrange(8)
    return bytes(out)


def cut(draw, whole, files, other) -> bytes:
    at = draw.randrange(len(whole))
    return whole[:at] + whole[at + draw.randrange(1, 200) :]


def insert(draw, whole, files, other) -> bytes:
    at = draw.choice([0, len(whole), draw.randrange(len(whole))])
    return whole[:at] + draw.randbytes(draw.randrange(1, 50)) + whole[at:]


def drop(draw, whole, files, other) -> bytes:
    gone = draw.choice(sorted(files))
    return packed.packed({n: c for n, c in files.items() if n != gone})


def swap(draw, whole, files, other) -> bytes:
    a, b = draw.sample(sorted(files), 2)
    return packed.packed({**files, a: files[b], b: files[a]})


def add(draw, whole, files, other) -> bytes:
    return packed.packed({**files, f"evidence/{draw.randrange(99)}.json": b"{}"})


def edit(draw, whole, files, other) -> bytes:
    """A member's content, repacked the right way."""
    name = draw.choice(sorted(files))
    content = bytearray(files[name])
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    return packed.packed({**files, name: bytes(content)})


def ledger(draw, whole, files, other) -> bytes:
    """An entry dropped, swapped with another or told twice, the manifest brought into line but not signed anew."""
    lines = files["ledger.jsonl"].splitlines(keepends=True)
    a, b = draw.sample(range(len(lines)), 2)
    new = draw.choice([[*lines[:a], *lines[a + 1 :]], [lines[b] if n == a else lines[a] if n == b else x for n, x in enumerate(lines)], [*lines, lines[a]]])
    return packed.packed(resealed({**files, "ledger.jsonl": b"".join(new)}, None))


def forge(draw, whole, files, other) -> bytes:
    """A file changed, manifest and seal made anew by a key that is not the operator's."""
    name = draw.choice([n for n in sorted(files) if n not in (MANIFEST, SEAL)])
    return packed.packed(resealed({**files, name: files[name] + b" "}, other))


def resealed(files, key):
    """Manifest in line with the files; signed by ``key`` where there is one."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {n: {"bytes": len(c), "sha256": sha256(c).hexdigest()} for n, c in files.items() if n not in (MANIFEST, SEAL)}
    text, seal = canonical(manifest), json.loads(files[SEAL])
    if key:
        seal |= {"key": key.id, "public": key.public, "signature": key.sign(text)}
    return {**files, MANIFEST: text, SEAL: canonical(seal)}


KINDS = (flip, flip_in_metadata, cut, insert, drop, swap, add, edit, ledger, forge)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=400), st.dictionaries(st.sampled_from([MANIFEST, SEAL, "ledger.jsonl", "contract.json", "../x"]), st.sampled_from([b"", b"{}", b"[]", b"null", b"[[[", b"1\n"])).map(packed.packed)))
def test_whatever_is_given_is_answered_and_never_believed(filed, tmp_path, content):
    path = tmp_path / "any.zip"
    path.write_bytes(content)
    assert found(path, filed.root)


def test_what_is_no_dossier_at_all_is_refused_by_its_kind(filed, tmp_path, monkeypatch):
    def code(path) -> str:
        with pytest.raises(LifecycleError) as refused:
            packed.unpacked(path)
        assert refused.value.next_step
        return refused.value.code

    assert code(tmp_path / "nowhere.zip") == "KIT-T121"
    (tmp_path / "other.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    assert packed.unpacked(tmp_path / "other.zip") == {}  # an empty archive is one that could have been written
    (tmp_path / "other.zip").write_bytes(b"PK\x05\x06" + bytes(17))
    assert code(tmp_path / "other.zip") == "KIT-T122"
    monkeypatch.setattr(packed, "LARGEST", 10)
    assert code(filed.dossier) == "KIT-T120"


def test_a_file_that_cannot_even_be_looked_into_is_named_in_chinese(own):
    """Sealed by the operator, but the decision is no decision: each check that needs it says that it could not be made."""
    files = packed.unpacked(own.dossier) | {"evidence/decision.json": b"[]", "provenance.json": b"{}"}
    own.dossier.write_bytes(packed.packed(resealed(files, keys.load(own.registry.keys, OPERATOR))))
    assert {"审查与决定:内容缺失或形状不对,无从核对", "材料描述:内容缺失或形状不对,无从核对"} <= set(found(own.dossier, own.root))


@pytest.mark.parametrize(("name", "spoil", "said"), [
    ("product/enterprise_shell_scan/features.py", lambda c: c + b"#", "合不成交付物的摘要"),
    ("evidence/decision.json", lambda c: c + b" ", "evidence/decision.json"),
    ("contract.json", lambda c: c.replace(b"derive", b"extract", 1), "不是台账登记的使用合约"),
    ("provenance.json", lambda c: c.replace(b"luan:artefact", b"luan:artifact"), "provenance.json"),
])  # fmt: skip
def test_even_the_operator_cannot_seal_what_does_not_fit_together(own, name, spoil, said):
    """The right key over a changed file: the digests in decision, ledger, contract and PROV disagree."""
    files = packed.unpacked(own.dossier)
    own.dossier.write_bytes(packed.packed(resealed({**files, name: spoil(files[name])}, keys.load(own.registry.keys, OPERATOR))))
    wrong = found(own.dossier, own.root)
    assert any(said in w for w in wrong), wrong
