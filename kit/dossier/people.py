"""Who acts: the operator founds the register and enrols everybody else; each has roles, an organisation and a key of their own."""

from __future__ import annotations

from collections.abc import Sequence

from kit.dossier import keys
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product.states import ROLES
from kit.product.trail import ENROL, FOUND, OPERATOR, REVOKE, ROOT, Entry, Trail, people

ENROLLED = ("reviewer", "second_reviewer", "operator", "authority")  # partners join, with an agreement


def found(registry: Registry, name: str, organisation: str) -> Entry:
    """The first entry of a ledger: the operator names its own key."""
    key = keys.make(registry.keys, name)
    root = registry.home / ROOT
    root.with_suffix(".part").write_bytes((registry.keys / f"{name}.pub").read_bytes())

    def first(trail: Trail) -> None:
        if trail.entries:
            raise LifecycleError("KIT-T030", "登记簿已经建立", where=registry.home.name, next_step="kit people list 列出登记的人。")
        root.with_suffix(".part").replace(root)

    facts = {"name": name, "roles": [OPERATOR], "organisation": organisation, "public": key.public}
    return registry.person_step(FOUND, name, check=first, **facts)


def enrol(registry: Registry, by: str, name: str, roles: Sequence[str], organisation: str) -> Entry:
    """Register a person with roles; a partner joins by an agreement instead (``kit.dossier.partner``)."""
    wrong = [r for r in roles if r not in ENROLLED]
    if wrong or not roles:
        raise LifecycleError("KIT-T031", f"不能登记为 {'、'.join(wrong) or '没有身份的人'}", next_step=f"身份有:{'、'.join(f'{r}({ROLES[r]})' for r in ENROLLED)};合伙人用 kit partner join。")
    key = keys.make(registry.keys, name)
    return registry.person_step(ENROL, by, check=lambda trail: new(trail, name), name=name, roles=list(roles), organisation=organisation, public=key.public)


def revoke(registry: Registry, by: str, name: str, reason: str) -> Entry:
    """From now on this key signs nothing; what it signed before stays valid."""
    return registry.person_step(REVOKE, by, reason, check=lambda trail: active(trail, name), name=name)


def new(trail: Trail, name: str) -> None:
    if name in people(trail.entries):
        raise LifecycleError("KIT-T032", f"{name}已经登记过", next_step="同名的另一位请加以区分;密钥换新也要用新的名字。")


def active(trail: Trail, name: str) -> None:
    person = people(trail.entries).get(name)
    if person is None or person.revoked:
        raise LifecycleError("KIT-T033", f"{name}没有登记,或已停用", next_step="kit people list 列出登记的人。")
    if person.public == people(trail.entries[:1])[trail.entries[0].who].public:
        raise LifecycleError("KIT-T034", "建立登记簿的密钥不能停用", next_step="它是其余一切的依据;换运营机构时另建登记簿。")


