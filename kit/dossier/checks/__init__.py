"""Checks of a scenario plan: one claim per file, found by listing this folder; the form is that of ``kit.review.checks``."""
