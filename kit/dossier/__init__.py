"""The lifecycle of a product: people and their keys, the signed ledger, the state of each product, plans and contracts, dossiers."""
