"""Sphinx: the guide in Chinese, built from Markdown, complete offline."""

project = "六安公共数据产品开发套件"
language = "zh_CN"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = "开发套件指南"
html_search_language = "zh"
html_static_path = ["static"]
html_css_files = ["kit.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
highlight_language = "none"
templates_path: list[str] = []


def setup(app) -> None:
    from docs.site.linked_codes import LinkedCodes
    from docs.site.search import Pairs

    app.add_search_language(Pairs)
    app.add_post_transform(LinkedCodes)
