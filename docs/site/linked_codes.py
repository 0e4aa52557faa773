"""Every error code in a text leads to its place on the page of error codes."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

CODE = re.compile(r"(KIT-[A-Z]\d{3})")
PAGE = "reference/errors"


class LinkedCodes(SphinxPostTransform):
    default_priority = 900

    def run(self, **_: object) -> None:
        known = self.env.domains.standard_domain.anonlabels  # label → page, anchor; each code is a label of the page
        for text in list(self.document.findall(nodes.Text)):
            parts = [p for p in CODE.split(text) if p]
            if any(p.lower() in known for p in parts) and not self._is_linked(text):
                text.parent.replace(text, [self._link(p) if p.lower() in known else nodes.Text(p) for p in parts])

    def _is_linked(self, text: nodes.Text) -> bool:
        return self.env.docname == PAGE or isinstance(text.parent, nodes.reference | nodes.title | nodes.literal_block)

    def _link(self, code: str) -> nodes.reference:
        uri = self.app.builder.get_relative_uri(self.env.docname, PAGE)
        return nodes.reference(code, code, refuri=f"{uri}#{code.lower()}", internal=True)
