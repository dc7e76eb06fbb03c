"""chat: reading what people write in a group into order lines.

For: `read(message, catalogue, context) -> list[Entry]`, deterministic, offline, every field with the span it was
read from; relay snapshots compared with the one before; the question to send back.
Not for: rows, doors of a register, frameworks. The contract is docs/algorithms/chat.md.
"""

from anxin.chat.catalogue import Catalogue, CatalogueError, load_catalogue
from anxin.chat.reader import read, read_message
from anxin.chat.terms import Address, Contact, Context, Earlier, Entry, Item, Line, Reading, Span

__all__ = [
    "Address", "Catalogue", "CatalogueError", "Contact", "Context", "Earlier", "Entry", "Item", "Line", "Reading",
    "Span", "load_catalogue", "read", "read_message",
]  # fmt: skip
