"""The ledger: what was written stays as it was written, or it shows."""

from __future__ import annotations

import json
import os
import random
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import pytest

from kit.dossier import keys
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product.trail import FOUND, Entry
from tests.lifecycle.people import DIGESTS, OPERATOR, PARTNER, PRODUCT, REVIEWER, WHY, registry, walk

TAMPERINGS = 1000


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Registry:
    return walk(registry(tmp_path_factory.mktemp("register")))


def test_an_untouched_ledger_is_right(made):
    assert made.verify() == []
    assert made.ledger.read().torn == 0


def lines(raw: bytes) -> list[bytes]:
    return raw.splitlines(keepends=True)


def rehashed(entry: Entry, key: keys.SigningKey | None = None) -> Entry:
    """The entry with a hash that is its own, signed anew when somebody's key is at hand."""
    entry = replace(entry, hash=sha256(entry.message).hexdigest())
    return replace(entry, key=key.id, signature=key.sign(replace(entry, key=key.id).message), hash=sha256(replace(entry, key=key.id).message).hexdigest()) if key else entry


def chained(entries: list[Entry], at: int, key: keys.SigningKey | None = None) -> bytes:
    """Everything from ``at`` on hangs together again, as far as hashes go."""
    before = entries[at - 1].hash if at else "0" * 64
    out = entries[:at]
    for n, entry in enumerate(entries[at:], at + 1):
        out.append(rehashed(replace(entry, n=n, before=before), key if n == at + 1 else None))
        before = out[-1].hash
    return b"".join(e.line for e in out)


def flip(raw, entries, chance, _):
    place = chance.randrange(len(raw))
    changed = bytearray(raw)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def drop(raw, entries, chance, _):
    kept = lines(raw)
    del kept[chance.randrange(len(kept))]
    return b"".join(kept)


def swap(raw, entries, chance, _):
    kept = lines(raw)
    a, b = chance.sample(range(len(kept)), 2)
    kept[a], kept[b] = kept[b], kept[a]
    return b"".join(kept)


def repeat(raw, entries, chance, _):
    kept = lines(raw)
    kept.insert(chance.randrange(len(kept)), chance.choice(kept))
    return b"".join(kept)


def cut(raw, entries, chance, _):
    return raw[: chance.randrange(len(raw))]


def drop_and_chain(raw, entries, chance, _):
    at = chance.randrange(len(entries) - 1)
    return chained(entries[:at] + entries[at + 1 :], at)


def edit_and_chain(raw, entries, chance, _):
    at = chance.randrange(len(entries))
    changed = replace(entries[at], reason=entries[at].reason + "。", time="2026-01-01T00:00:00.000Z")
    return chained([*entries[:at], changed, *entries[at + 1 :]], at)


def other_key(raw, entries, chance, stranger):
    at = chance.randrange(len(entries))
    return chained(entries, at, stranger)


def another_founder(raw, entries, chance, stranger):
    first = replace(entries[0], facts={**entries[0].facts, "public": stranger.public}, reason=str(chance.random()))
    return chained([first, *entries[1:]], 0, stranger)


def colleague(raw, entries, chance, _):
    """Signed with the key of another enrolled person than the one it names."""
    at = chance.randrange(1, len(entries))
    return chained(entries, at, chance.choice([k for k in _.colleagues if k.name != entries[at].who]))


WAYS = (flip, flip, flip, drop, swap, repeat, cut, drop_and_chain, edit_and_chain, other_key, another_founder, colleague)


def test_a_thousand_tamperings_are_all_found(made, tmp_path):
    path, raw, entries = made.ledger.path, made.ledger.path.read_bytes(), list(made.ledger.entries())
    stranger = keys.make(tmp_path, "外人")
    stranger.colleagues = [keys.load(made.keys, name) for name in (OPERATOR, PARTNER, REVIEWER)]
    chance = random.Random(8)
    missed, done = [], 0
    try:
        while done < TAMPERINGS:
            way = WAYS[done % len(WAYS)]
            changed = way(raw, entries, chance, stranger)
            if changed == raw:
                continue
            done += 1
            path.write_bytes(changed)
            found = made.verify()
            if not found:
                missed.append((way.__name__, done))
            elif way is flip:
                # The line that was touched is the one that is named; a lost line end is told of the file as a whole.
                touched = raw[: next(i for i, (a, b) in enumerate(zip(raw, changed, strict=True)) if a != b)].count(b"\n") + 1
                if touched not in {p.line for p in found} and found[0].line:
                    missed.append(("where", touched, found))
    finally:
        path.write_bytes(raw)
    assert missed == []
    assert made.verify() == []


def test_what_cannot_be_trusted_is_not_added_to(made, tmp_path):
    path, raw = made.ledger.path, made.ledger.path.read_bytes()
    try:
        path.write_bytes(raw.replace("材料".encode(), "资料".encode(), 1))
        with pytest.raises(LifecycleError) as refused:
            made.step("withdraw", PRODUCT, PARTNER, "partner", DIGESTS, WHY)
        assert refused.value.code == "KIT-T010"
        path.write_bytes(b"".join(lines(raw)[:-1]))
        with pytest.raises(LifecycleError) as refused:
            made.step("correct", PRODUCT, OPERATOR, "operator", DIGESTS, WHY)
        assert refused.value.code == "KIT-T013"
    finally:
        path.write_bytes(raw)


def test_a_torn_end_that_nobody_was_told_of_goes_with_the_next_entry(tmp_path):
    made = registry(tmp_path)
    whole = made.ledger.path.read_bytes()
    made.ledger.path.write_bytes(whole + b'{"before":"')
    assert made.verify() == []
    assert made.ledger.read().torn == 11
    made.step("submit_plan", PRODUCT, PARTNER, "partner", DIGESTS)
    assert made.ledger.path.read_bytes().startswith(whole + b'{"before":"' + lines(whole)[-1].split(b'"hash":"')[1][:64])
    assert made.verify() == []


def test_sqlite_that_says_something_else_is_found(tmp_path):
    import sqlite3

    made = walk(registry(tmp_path), "approve_plan")
    with sqlite3.connect(tmp_path / "registry.sqlite") as db:
        db.execute("update kit_product set state = 'promoted'")
    db.close()
    assert [p.what for p in made.verify()] == [f"{PRODUCT}的状态与台账不符:registry.sqlite 被改动过"]


def test_sqlite_that_is_lost_is_made_again(tmp_path):
    walk(registry(tmp_path), "review")
    (tmp_path / "registry.sqlite").unlink()
    again = Registry(tmp_path)
    assert again.standing(PRODUCT).state == "reviewed"
    assert again.verify() == []


def test_an_insider_cannot_write_a_step_that_is_not_theirs(tmp_path):
    """With the right key but past the rules: the step is signed, and still found."""
    made = walk(registry(tmp_path), "review")
    made.ledger.append("pass_product", PRODUCT, REVIEWER, "reviewer", keys.load(made.keys, REVIEWER), {"artefact": "c" * 64}, state="decided")
    assert [(p.line, p.what) for p in made.verify()] == [(len(made.ledger.entries()), "审查通过的不是产品审查的那一份")]


def test_a_public_key_that_was_exchanged_is_found(tmp_path):
    made = registry(tmp_path / "register")
    keys.make(tmp_path / "other", PARTNER)
    (made.keys / f"{PARTNER}.pub").write_bytes((tmp_path / "other" / f"{PARTNER}.pub").read_bytes())
    assert [p.what for p in made.verify()] == [f"keys/{PARTNER}.pub 与台账登记的不符"]


def test_private_keys_are_their_owners_alone(tmp_path):
    made = registry(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in made.keys.glob("*.key")} == {0o600}
    with pytest.raises(LifecycleError) as refused:
        keys.make(made.keys, "../甲")
    assert refused.value.code == "KIT-T003"


def test_many_at_once_write_one_after_another(tmp_path):
    home = walk(registry(tmp_path)).home
    before = len(Registry(home).ledger.entries())
    children = []
    for _ in range(4):
        if (pid := os.fork()) == 0:
            code = 1
            try:
                made = Registry(home)
                for _ in range(5):
                    made.step("check", PRODUCT, PARTNER, "partner", DIGESTS)
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0] * 4
    made = Registry(home)
    assert made.verify() == []
    assert len(made.ledger.entries()) == before + 20


def test_entries_are_plain_json(made):
    entries = [json.loads(line) for line in made.ledger.path.read_text(encoding="utf-8").splitlines()]
    assert entries[0]["event"] == FOUND
    assert [Entry(**e) for e in entries] == list(made.ledger.entries())
    assert asdict(made.ledger.entries()[0]) == entries[0]


def test_one_change_is_one_problem(made):
    path, raw = made.ledger.path, made.ledger.path.read_bytes()
    kept = lines(raw)
    kept[8] = kept[8].replace("材料".encode(), "资料".encode())
    try:
        path.write_bytes(b"".join(kept))
        assert [p.line for p in made.verify()] == [9]
    finally:
        path.write_bytes(raw)


def test_a_copied_register_verifies_with_the_root_key_alone(made, tmp_path: Path):
    import shutil

    shutil.copytree(made.home, tmp_path / "copy", ignore=shutil.ignore_patterns("keys"))
    copy = Registry(tmp_path / "copy")
    assert copy.verify(made.root()) == []
    assert copy.verify("00" * 32)[0].line == 1
