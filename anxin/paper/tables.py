"""Spreadsheets in and out: the front page of cells, reading, headers and writing."""

from anxin.paper.cells import LIMITS, Cell, Limits, Sheet, Table, TableError, as_text
from anxin.paper.headers import Column, Header, find_header, folded
from anxin.paper.reading import read_table
from anxin.paper.writing import NewSheet, is_example, template, write_back, write_table

__all__ = [
    "LIMITS",
    "Cell",
    "Column",
    "Header",
    "Limits",
    "NewSheet",
    "Sheet",
    "Table",
    "TableError",
    "as_text",
    "find_header",
    "folded",
    "is_example",
    "read_table",
    "template",
    "write_back",
    "write_table",
]
