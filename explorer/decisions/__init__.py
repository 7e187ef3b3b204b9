"""Decisions by hand: keep, drop, mark, note and a corrected text, kept apart from the cache and keyed by what a row says."""

from __future__ import annotations

from explorer.decisions.book import Book, Outcome, book, home
from explorer.decisions.content import KEY_BYTES, content_keys, text_digest
from explorer.decisions.people import person, person_is_named, readable
from explorer.decisions.record import DECISIONS, FIELDS, Change, Record, RowKey

__all__ = [
    "DECISIONS",
    "FIELDS",
    "KEY_BYTES",
    "Book",
    "Change",
    "Outcome",
    "Record",
    "RowKey",
    "book",
    "content_keys",
    "home",
    "person",
    "person_is_named",
    "readable",
    "text_digest",
]
