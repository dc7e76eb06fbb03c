"""A thousand rows of chat from several compounds become orders and a review list."""

from __future__ import annotations

import time
from typing import Any

from anxin import chat
from anxin.flows import chat_orders
from anxin.flows.demo import relay
from anxin.supply.models import Entry, Order
from bench.marks import Mark, watch
from bench.stage import Stage

ROWS = 1_000
COMPOUNDS = 5


def measure(stage: Stage) -> list[Mark]:
    round_ = stage.open_round = stage.round("蔬菜肉蛋奶 接龙")
    each = stage.sized(ROWS // COMPOUNDS, 10)
    texts = [
        (compound, relay.write(stage.homes(compound, each), stage.dice, "今天的菜").text)
        for compound in stage.compounds()[:COMPOUNDS]
    ]
    reading = 0.0  # CPU seconds
    read = chat.read_message

    def timed(*words: Any, **named: Any) -> Any:
        nonlocal reading
        began = time.process_time()
        try:
            return read(*words, **named)
        finally:
            reading += time.process_time() - began

    chat.read_message = timed
    try:
        with watch() as whole:
            for compound, text in texts:
                chat_orders.take(by=stage.by, round_id=round_.id, compound_id=compound.id, text=text)
    finally:
        chat.read_message = read
    rows = Entry.objects.filter(subdistrict_id=stage.sid, round_id=round_.id)
    count, review = rows.count(), rows.filter(state="review").count()
    orders = Order.objects.filter(subdistrict_id=stage.sid, round_id=round_.id).count()
    return [
        Mark(
            f"paste {count:,} relay rows of {COMPOUNDS} compounds", f"{whole.seconds:.1f} s",
            beside=f"{1000 * whole.seconds / count:.1f} ms a row; {whole.cpu:.1f} s of CPU, of which the reader "
            f"{reading:.2f} s ({100 * reading / whole.cpu:.0f} %); {orders} orders, {review} rows to review",
        )
    ]  # fmt: skip
