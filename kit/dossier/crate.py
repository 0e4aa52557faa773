"""The dossier's contents as an RO-Crate: Process and Workflow Run Crate 0.5, with the reviews of Five Safes as assessments.

The notebook is the workflow, the review's first run the action. Data and outputs are named by digest and are not in the
crate: data never leave the domain, and outputs leave by publishing only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit.dossier.filing import KINDS, Filing

METADATA = "ro-crate-metadata.json"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"), "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}  # fmt: skip
TYPES = {".html": "text/html", ".pdf": "application/pdf", ".json": "application/json", ".jsonl": "application/jsonl", ".py": "text/x-python", ".yaml": "application/yaml",
         ".ipynb": "application/x-ipynb+json", ".pub": "application/x-pem-file"}  # fmt: skip
SHP = "https://w3id.org/shp#"  # the assessments that the Five Safes profile names


def describe(folder: Path, filing: Filing, digests: Mapping[str, str]) -> None:
    """Write the crate's metadata beside the files in ``folder``, each with its digest."""
    from rocrate.rocrate import ROCrate

    crate: Any = ROCrate(version="1.2")
    plan = filing.artefact.plan
    root = crate.root_dataset
    crate.name, crate.description, crate.datePublished = f"{plan.title}:{KINDS[filing.kind]}材料", str(plan.scenario["purpose"]), filing.filed
    root["license"] = _add(crate, "#terms", "CreativeWork", name="限登记、审查与监督使用", description="依授权运营协议、场景方案与使用合约;不授予再使用的许可")
    root["conformsTo"] = [_add(crate, url, "CreativeWork", name=name, version=version) for url, (name, version) in PROFILES.items()]
    root["identifier"] = filing.code or f"urn:luan-data-kit:dossier:{filing.name}"
    files = {name: _file(crate, folder, name, digest, filing) for name, digest in digests.items()}
    people = _people(crate, filing)
    root["publisher"], root["author"] = people["operator"], people["partner"]
    workflow = _workflow(crate, filing, files)
    run = _run(crate, filing, workflow, people)
    assessed = _assessments(crate, filing, people, files)
    crate.mainEntity = workflow
    root["mentions"] = [run, *assessed]
    root["sourceOrganization"] = _add(crate, "#project", "Project", name=str(plan.scenario["title"]), identifier=str(plan.scenario["id"]), member=[people["partner"], people["operator"]])
    crate.metadata.write(folder)


def _add(crate: Any, id_: str, kind: str, **properties: Any) -> Any:
    from rocrate.model.contextentity import ContextEntity

    entity = crate.add(ContextEntity(crate, id_, properties={"@type": kind}))
    for name, value in properties.items():
        entity[name] = value
    return entity


def _file(crate: Any, folder: Path, name: str, digest: str, filing: Filing) -> Any:
    kind = {"@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"]} if name == _notebook(filing) else {}
    about = {**kind, "name": name, "sha256": digest, "contentSize": str((folder / name).stat().st_size), "encodingFormat": TYPES.get(Path(name).suffix, "application/octet-stream")}
    return crate.add_file(folder / name, name, properties=about)


def _notebook(filing: Filing) -> str:
    return f"product/{filing.product}/product.ipynb"


def _people(crate: Any, filing: Filing) -> dict[str, Any]:
    operator = _add(crate, "#operator", "Organization", name=filing.operator.organisation)
    partner = _add(crate, "#partner", "Organization", name=filing.partner.organisation)
    return {
        "operator": operator, "partner": partner,
        "clerk": _add(crate, "#clerk", "Person", name=filing.operator.name, affiliation=operator),
        "submitter": _add(crate, "#submitter", "Person", name=filing.partner.name, affiliation=partner),
        "reviewers": [_add(crate, f"#reviewer-{n}", "Person", name=name) for n, name in enumerate(filing.reviewers, 1)],
        "machine": _add(crate, "#review-machine", "SoftwareApplication", name="kit review", softwareVersion=filing.provenance.environment),
    }  # fmt: skip


def _workflow(crate: Any, filing: Filing, files: Mapping[str, Any]) -> Any:
    """The notebook, what it takes and what it leaves as formal parameters."""
    workflow = files[_notebook(filing)]
    workflow["programmingLanguage"] = _add(crate, "#jupyter", "ComputerLanguage", name="Jupyter Notebook", url="https://jupyter.org/")
    workflow["input"] = [_parameter(crate, f"#in-{g.name}", g.name, "Dataset", g.title) for g in filing.provenance.given]
    workflow["output"] = [_parameter(crate, f"#out-{o.name}", o.name, "File", o.title) for o in filing.provenance.left if o.files]
    workflow["sdPublisher"] = crate.dereference("#operator")
    return workflow


def _parameter(crate: Any, id_: str, name: str, kind: str, description: str) -> Any:
    return crate.add_formal_parameter(name, kind, identifier=id_, description=description, valueRequired=kind == "Dataset")


def _run(crate: Any, filing: Filing, workflow: Any, people: Mapping[str, Any]) -> Any:
    given = [
        _add(crate, f"#data-{g.name}", "Dataset", name=g.title, sha256=g.sha256, size=f"{g.rows or 0} rows", provider=_unit(crate, g.unit),
             variableMeasured=[title for _, title, _ in g.fields], exampleOfWork=crate.dereference(f"#in-{g.name}"))
        for g in filing.provenance.given
    ]  # fmt: skip
    left = [
        _add(crate, f"#left-{name}", "DigitalDocument", name=f"{o.title}:{name}", sha256=digest, exampleOfWork=crate.dereference(f"#out-{o.name}"))
        for o in filing.provenance.left for name, digest in o.files.items()
    ]  # fmt: skip
    about = {"@type": "CreateAction", "name": f"{filing.provenance.title}:产品审查的首次运行", "endTime": filing.provenance.reviewed,
             "actionStatus": "http://schema.org/CompletedActionStatus", "description": f"截止日 {filing.provenance.as_of}"}  # fmt: skip
    run = crate.add_action(workflow, "#run", given, left, about)
    run["agent"] = people["submitter"]
    return run


def _unit(crate: Any, title: str) -> Any:
    return crate.dereference(f"#unit-{title}") or _add(crate, f"#unit-{title}", "GovernmentOrganization", name=title)


def _assessments(crate: Any, filing: Filing, people: Mapping[str, Any], files: Mapping[str, Any]) -> list[Any]:
    """The automatic checks, then what people signed off, in the order in which it happened."""
    checks = _assess(crate, "#checks", "ValidationCheck", f"产品审查的自动检查:{filing.artefact.report['verdict']}", filing.provenance.reviewed, people["machine"], files["evidence/review.json"])
    decision = filing.artefact.decision or {}
    decided = _assess(crate, "#decision", "SignOff", f"审查决定:{decision.get('decision', '')}", str(decision.get("decided", "")), people["reviewers"], files["evidence/decision.json"])
    disclosure = _assess(crate, "#disclosure", "DisclosureCheck", f"披露检查随审查决定:{decision.get('decision', '')}", str(decision.get("decided", "")), people["reviewers"], files["evidence/review.json"])
    return [checks, decided, disclosure]


def _assess(crate: Any, id_: str, kind: str, name: str, end: str, agent: Any, result: Any) -> Any:
    return _add(crate, id_, "AssessAction", name=name, endTime=end, agent=agent, object=crate.root_dataset, result=result, actionStatus="http://schema.org/CompletedActionStatus",
                additionalType={"@id": SHP + kind})  # fmt: skip
