"""The server part of the panel: a few addresses under ``/kit`` of the Jupyter server that is running anyway."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from kit.catalog import find_product
from kit.errors import KitError
from kit.lab import listing
from kit.lab.home import home_of
from kit.lab.products import EXECUTED, products, review_of
from kit.lab.start import terminal_line


def install(server: Any) -> None:
    """Called by Jupyter Server when it loads the extension."""
    root = Path(server.root_dir)
    home = home_of(root)
    at = {"root": root, "home": home if home.is_relative_to(root) else root}
    base = server.web_app.settings["base_url"]
    pages = {"home": Home, "catalogs": Catalogs, "search": Search, "products": Products, r"findings/(\w+)": Findings, r"declared/(\w+)": Declared,
             r"line/(check|build)/(\w*)": Line, r"report/(\w+)": Report, r"executed/(\w+)": Executed}
    server.web_app.add_handlers(".*$", [(url_path_join(base, "kit", path), page, at) for path, page in pages.items()])
    server.log.info("kit: %s", at["home"])


class KitHandler(APIHandler):
    """JSON from what is on disk; a user's mistake becomes its three sentences."""

    def initialize(self, root: Path, home: Path) -> None:
        self.root, self.home = root, home

    def answer(self, value: Any) -> None:
        self.finish(json.dumps(value, ensure_ascii=False))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None))[1]
        if not isinstance(error, KitError):
            return super().write_error(status_code, **kwargs)
        self.set_status(400)
        self.set_header("Content-Type", "application/json")
        return self.answer({"message": error.what, "error": error.as_dict()})

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        if not isinstance(value, KitError):
            super().log_exception(typ, value, tb)


class Home(KitHandler):
    """``prefix`` is the folder of the products as the file browser names it."""

    @web.authenticated
    def get(self) -> None:
        prefix = self.home.relative_to(self.root).as_posix()
        city = (self.home / ".kit" / "city" / "datapackage.json").exists()
        self.answer({"prefix": "" if prefix == "." else prefix, "folder": self.home.name, "products": (self.home / "products").is_dir(), "city": city})


class Catalogs(KitHandler):
    @web.authenticated
    def get(self) -> None:
        self.answer(listing.catalogs())


class Search(KitHandler):
    @web.authenticated
    def get(self) -> None:
        self.answer(listing.search(self.get_query_argument("text", "")))


class Products(KitHandler):
    @web.authenticated
    def get(self) -> None:
        self.answer(products(self.home))

    @web.authenticated
    def post(self) -> None:
        """A new product folder; its name must be one of 附件2, so no other path can be written."""
        from kit.product.scaffold import scaffold

        body = self.get_json_body() or {}
        folder = scaffold(str(body.get("name", "")), self.home / "products")
        self.set_status(201)
        self.answer({"name": folder.name, "notebook": f"products/{folder.name}/product.ipynb"})


class Findings(KitHandler):
    @web.authenticated
    def get(self, name: str) -> None:
        self.answer(listing.findings(find_product(name).name, self.home))


class Line(KitHandler):
    """The line that a terminal is given; a product is named as in 附件2, so nothing else can be slipped into it."""

    @web.authenticated
    def get(self, command: str, name: str) -> None:
        words = ["check", find_product(name).name] if command == "check" else ["data", "build"]
        self.answer({"line": terminal_line(words, self.home)})


class Declared(KitHandler):
    @web.authenticated
    def get(self, name: str) -> None:
        self.answer(listing.declared(find_product(name).name, self.home))


class Page(JupyterHandler):
    """Something to look at that others may have written: in it nothing may act for its reader, nor fetch anything."""

    def initialize(self, root: Path, home: Path) -> None:
        self.home = home

    def show(self, page: str | bytes) -> None:
        self.set_header("Content-Security-Policy", "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page)


class Report(Page):
    """The partner's page of the last check or review."""

    @web.authenticated
    def get(self, name: str) -> None:
        page = review_of(find_product(name).name, self.home) / "partner.html"
        if not page.exists():
            raise web.HTTPError(404, "还没有自查或审查过")
        self.show(page.read_bytes())


class Executed(Page):
    """The notebook as ``kit run`` left it. Nobody has to trust it: figures show, scripts do not run."""

    @web.authenticated
    def get(self, name: str) -> None:
        import nbformat
        from nbconvert import HTMLExporter

        product = find_product(name)
        notebook = self.home / "products" / product.name / EXECUTED
        if not notebook.exists():
            raise web.HTTPError(404, "还没有用 kit run 运行过")
        theme = "dark" if self.get_query_argument("theme", "") == "dark" else "light"
        page, _ = HTMLExporter(theme=theme).from_notebook_node(nbformat.read(notebook, as_version=4), {"metadata": {"name": f"{product.title}:运行结果"}})
        self.show(page)
