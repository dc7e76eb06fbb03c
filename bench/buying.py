"""A round of 20,000 orders is closed, consolidated, bought, unloaded and shared out short."""

from __future__ import annotations

from anxin.flows.demo import rounds
from anxin.supply.actions import purchases, sharings
from anxin.supply.actions.rounds import close
from anxin.supply.models import RoundItem
from bench.marks import Mark, watch
from bench.stage import Stage

ORDERS = 20_000


def measure(stage: Stage) -> list[Mark]:
    round_ = stage.carried = stage.round("蔬菜肉蛋奶 大单")
    compounds = stage.compounds()
    each = stage.sized(ORDERS, len(compounds) * 6) // len(compounds)
    count = stage.order(round_, [home for compound in compounds for home in stage.homes(compound, each)])
    with watch() as closing:
        close(by=stage.by, round_id=round_.id)
        drafts = purchases.draft(by=stage.by, round_id=round_.id)
    for row in drafts:
        purchases.send(by=stage.by, purchase_id=row.id, version=row.version, agreed="电话确认")
    short = RoundItem.objects.get(subdistrict_id=stage.sid, round_id=round_.id, code="B").id
    rounds.unload(stage.by, round_, compounds, {short: 0.7})
    with watch() as sharing:
        sharings.share_out(by=stage.by, round_id=round_.id)
    return [
        Mark(
            f"close and consolidate {count:,} orders",
            f"{closing.seconds:.2f} s",
            beside=f"{closing.cpu:.2f} s of CPU",
        ),
        Mark(
            f"share out {count:,} orders, one product 30 % short",
            f"{sharing.seconds:.2f} s",
            beside=f"{sharing.cpu:.2f} s of CPU",
        ),
    ]
