"""The words every operation speaks: ids as text, moments, bounded texts and numbers, pages, problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

ID_PATTERN = "^(0|[1-9][0-9]{0,17}|[1-8][0-9]{18})$"
LARGEST_ID = 9 * 10**18


def _read_id(value: object) -> int:
    """Text of digits; JavaScript loses the last digits of a number that long."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) < LARGEST_ID):
        raise ValueError("an id is digits in a string")
    return int(text)


Id = Annotated[
    int,
    BeforeValidator(_read_id),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": ID_PATTERN}),
]


def _within_a_century(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2100:
        raise ValueError("a moment between 2000 and 2100")
    return at.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_within_a_century)]
"""With its offset, always."""

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps every character but this one."""
Text = Annotated[str, StringConstraints(max_length=300, pattern=NO_NUL)]
Word = Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)]
IdempotencyKey = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_.:-]{8,64}$")]
Fen = Annotated[int, Field(ge=0, le=10**9, description="money in fen (1 yuan is 100 fen)")]
Milli = Annotated[int, Field(ge=0, le=10**9, description="thousandths of the unit")]
Count = Annotated[int, Field(ge=0, le=10**6)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="the version you saw")]

Row = TypeVar("Row")


class Out(Schema):
    """What leaves. Written out field by field: nothing follows a model by itself."""


class In(Schema):
    """What comes in. A word that is not known is a slip of the pen, not a wish."""

    model_config = {"extra": "forbid"}


class Fault(Out):
    where: list[str] = Field(description="path of the field, such as body, wishes, 0, qty_milli")
    code: str
    detail: str


class Problem(Out):
    """RFC 9457. `code` is stable; `detail` is a sentence in the reader's language (Accept-Language)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    faults: list[Fault] = []


class Page(Out, Generic[Row]):
    items: list[Row]
    next: int | None = Field(description="offset of the next page; null at the end")


class Window(Schema):
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


def page(rows: QuerySet[Any], window: Window, shape: Callable[[Any], Any]) -> dict[str, Any]:
    """One row more than asked says whether there is a next page; no count of everything."""
    found = list(rows[window.offset : window.offset + window.limit + 1])
    return paged(found, window, shape)


def paged(found: Iterable[Any], window: Window, shape: Callable[[Any], Any]) -> dict[str, Any]:
    rows = list(found)
    more = len(rows) > window.limit
    return {
        "items": [shape(row) for row in rows[: window.limit]],
        "next": window.offset + window.limit if more else None,
    }
