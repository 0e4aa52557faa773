"""The errors that a user of the kit can meet.

    KitError                 what happened, where, what to do next; exit code 2
    ├── CatalogError         an unknown, withdrawn or malformed catalog
    ├── DataError            a data folder that is missing or does not conform
    ├── AccessError          a table or field that the scenario plan does not declare
    ├── PlanError            a product.yaml that cannot be accepted
    ├── OutputError          a release that does not match its declaration
    ├── RunError             a notebook that did not finish
    ├── ReviewError          a decision that may not be taken
    ├── ArtefactError        a reviewed artefact that is missing, changed or not let pass
    ├── UseError             a use that no contract allows, or no longer
    ├── LifecycleError       a step out of turn, a person who may not take it, a ledger that is not right
    ├── ServiceError         a service that cannot start, a key or a log that is not right
    └── SandboxError         an isolation level that this machine cannot give

An error is data plus a sentence. The code is stable: people search for it and tests assert on it.
No message may hold a data value: names of fields, files and counts only.
"""

from __future__ import annotations


class KitError(Exception):
    """A mistake that the reader can mend.

    ``code`` is stable (``KIT-P003``), ``what`` says what happened, ``where`` names the place
    (file:line, table.field, cell) and ``next_step`` says what to do. All texts are Chinese.
    """

    exit_code = 2

    def __init__(self, code: str, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(code, what, where, next_step)
        self.code, self.what, self.where, self.next_step = code, what, where, next_step

    def __str__(self) -> str:
        lines = [f"[{self.code}] {self.what}"]
        if self.where:
            lines.append(f"  位置:{self.where}")
        if self.next_step:
            lines.append(f"  怎么办:{self.next_step}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "what": self.what, "where": self.where, "next_step": self.next_step}


class CatalogError(KitError):
    pass


class DataError(KitError):
    pass


class AccessError(KitError):
    pass


class PlanError(KitError):
    pass


class OutputError(KitError):
    pass


class RunError(KitError):
    pass


class ReviewError(KitError):
    pass


class ArtefactError(KitError):
    pass


class UseError(KitError):
    pass


class LifecycleError(KitError):
    pass


class ServiceError(KitError):
    pass


class SandboxError(KitError):
    pass
