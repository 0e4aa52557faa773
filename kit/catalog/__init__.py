"""Catalogs as contracts, and both annexes with their history."""

from kit.catalog.export import export, table_schema
from kit.catalog.history import AnnexProduct, History, annex_products, find_product, why
from kit.catalog.load import all_catalogs, code_list, load, near
from kit.catalog.model import Catalog, Field, ForeignKey, Grade, Ground, State
from kit.catalog.search import Hit, search

__all__ = [
    "AnnexProduct", "Catalog", "Field", "ForeignKey", "Grade", "Ground", "History", "Hit", "State",
    "all_catalogs", "annex_products", "code_list", "export", "find_product", "load", "near", "search", "table_schema", "why",
]  # fmt: skip
