"""``make docs``: gather the pages, build the site into ``.kit/site``; a warning fails the build."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from docs.site.reference import pages

ROOT = Path(__file__).parents[2]
# The side bar: who reads what. A page of the guide that stands nowhere fails the build (Sphinx names it).
SIDE = {
    "合伙人": ["guide/start", "guide/products", "guide/lab", "guide/data", "guide/catalogs", "guide/mistakes"],
    "审查人员": ["guide/review", "guide/rules", "reference/checks", "guide/lifecycle", "reference/states"],
    "讲师": ["workshop/guide"],
    "运营人员": ["guide/publish", "guide/serving", "reference/results"],
    "参考": ["reference/commands", "reference/catalogs", "reference/errors", "reference/glossary"],
}  # fmt: skip


def gather(source: Path) -> None:
    """Write the Markdown of the whole site under ``source``."""
    shutil.rmtree(source, ignore_errors=True)
    for part in ("guide", "developers", "decisions"):
        shutil.copytree(ROOT / "docs" / part, source / part)
    (source / "workshop").mkdir()
    shutil.copy(ROOT / "notebooks" / "workshop" / "guide.md", source / "workshop")
    (source / "reference").mkdir()
    made = pages(ROOT) | {"glossary.md": (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), "results.md": (ROOT / "docs" / "results.md").read_text(encoding="utf-8")}
    for name, text in made.items():
        (source / "reference" / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "CONTRIBUTING.md", source / "contributing.md")
    index = (ROOT / "docs" / "site" / "index.md").read_text(encoding="utf-8")
    (source / "index.md").write_text(index + "\n" + _side_bar(source), encoding="utf-8")


def _side_bar(source: Path) -> str:
    developers = ["contributing", *(f"{part}/{p.stem}" for part in ("developers", "decisions") for p in sorted((source / part).glob("*.md")))]
    groups = SIDE | {"Developers (English)": developers}
    return "\n".join(f"```{{toctree}}\n:caption: {caption}\n:maxdepth: 1\n:hidden:\n\n" + "\n".join(pages) + "\n```\n" for caption, pages in groups.items())


def build(out: Path, source: Path) -> int:
    """The exit code of Sphinx."""
    from sphinx.cmd.build import build_main

    gather(source)
    # All of it each time: side bar and links to codes are on every page, also on those whose own text is as before.
    return build_main(["-q", "-E", "-a", "-W", "--keep-going", "-b", "html", "-c", str(Path(__file__).parent), "-d", str(source.parent / "site-cache"), str(source), str(out)])


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1767225600")  # the same site from the same text
    status = build(ROOT / ".kit" / "site", ROOT / ".kit" / "site-source")
    print("在浏览器里打开 .kit/site/index.html" if status == 0 else "生成有警告或错误,见上。")
    sys.exit(status)
