"""The goods of a stop leave the supply point, or come back. The ledger itself belongs to supply."""

from __future__ import annotations

from anxin.access.actor import Actor
from anxin.delivery.models import Stop
from anxin.kernel import clock
from anxin.supply.models import OrderLine, StockMove
from anxin.supply.terms import LineState, MoveKind


def hand_over(*, by: Actor, stop: Stop, about: str) -> None:
    _move(by, stop, about, MoveKind.HANDED_OVER, -1)


def take_back(*, by: Actor, stop: Stop, about: str) -> None:
    _move(by, stop, about, MoveKind.RETURNED, 1)


def _move(by: Actor, stop: Stop, about: str, kind: MoveKind, sign: int) -> None:
    """Inside the handover's own transaction; the constraint on `about` moves goods once."""
    lines = OrderLine.objects.filter(
        subdistrict_id=stop.subdistrict_id, order_id=stop.order_id, state=LineState.SHARED, given_milli__gt=0
    )
    StockMove.objects.bulk_create(
        [
            StockMove(
                subdistrict_id=stop.subdistrict_id, round_id=stop.wave.round_id, item_id=line.item_id,
                compound_id=stop.wave.compound_id, kind=kind, qty_milli=sign * (line.given_milli or 0), about=about,
                by=by.label, at=clock.now(), path=stop.path,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )  # fmt: skip
