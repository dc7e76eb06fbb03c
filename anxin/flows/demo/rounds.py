"""Three rounds in the invented subdistrict: one settled yesterday, one being carried today, one still open.

Everything happens through the same actions an office uses, at moved clocks; only orders of the two older rounds are said in
large transactions, because two thousand small ones would make the first page wait.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from anxin.access.actor import Actor, Held
from anxin.access.terms import Role
from anxin.flows import chat_orders
from anxin.flows.demo import relay
from anxin.flows.demo.goods import Shelf
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.places.models import Area, Compound
from anxin.supply.actions import (
    batches,
    complaints,
    orders,
    payments,
    purchases,
    refunds,
    rounds,
    settlements,
    sharings,
    stock,
)
from anxin.supply.actions.rounds import Times
from anxin.supply.models import Order, PurchaseShare, Refund, Round, RoundItem
from anxin.supply.queries import ledger
from anxin.supply.terms import BatchState, ComplaintKind, PaymentKind, Source

HOUR = timedelta(hours=1)


def open_round(by: Actor, path: str, shelf: Shelf, title: str) -> Round:
    """Opened now, cut off in eight hours, expected in twenty."""
    now = clock.now()
    times = Times(now, now + 8 * HOUR, now + 20 * HOUR)
    drafted = rounds.draft(
        by=by, title=title, path=path, times=times, organiser="魏主任", items=shelf.card(),
        organiser_phone="13000000000", after_sales="街道物资专班", note="一户一单，按需下单，不搭售。", delivery_fen=0,
    )  # fmt: skip
    return rounds.open(by=by, round_id=drafted.id)


def homes_of(area: Area) -> dict[int, list[Household]]:
    """Households by compound, in walking order."""
    found: dict[int, list[Household]] = defaultdict(list)
    rows = (
        Household.objects.filter(subdistrict_id=area.id)
        .select_related("door__stair__building")
        .order_by("path")
    )
    for home in rows.iterator(2_000):
        found[home.compound_id].append(home)
    return found


def pick(homes: Sequence[Household], share: float, dice: random.Random) -> list[Household]:
    return [home for home in homes if dice.random() < share]


def wishes(items: Sequence[RoundItem], dice: random.Random) -> list[orders.Wish]:
    chosen = dice.sample(list(items), dice.choices((1, 2, 3), (50, 38, 12))[0])
    return [orders.Wish(item.id, 1_000 * dice.choices((1, 2), (82, 18))[0]) for item in chosen]


def by_card(home: Household) -> Actor:
    return Actor(kind="card", id=home.id, door="web", held=(Held(Role.HOUSEHOLD, home.path),))


def say_all(
    by: Actor, round_: Round, homes: dict[int, list[Household]], share: float, dice: random.Random
) -> int:
    """Orders by page, by phone and on paper."""
    items = list(RoundItem.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id))
    said = 0
    for compound_homes in homes.values():
        with transaction.atomic():
            for home in pick(compound_homes, share, dice):
                source = dice.choices((Source.PAGE, Source.WORKER, Source.PAPER), (80, 12, 8))[0]
                actor = by_card(home) if source is Source.PAGE else by
                orders.say(
                    by=actor,
                    round_id=round_.id,
                    household_id=home.id,
                    wishes=wishes(items, dice),
                    source=source,
                )
                said += 1
    return said


def buy(by: Actor, round_: Round) -> None:
    rounds.close(by=by, round_id=round_.id)
    for purchase in purchases.draft(by=by, round_id=round_.id):
        purchases.send(by=by, purchase_id=purchase.id, version=purchase.version, agreed="电话确认")


def unload(
    by: Actor, round_: Round, compounds: Sequence[Compound], short: dict[int, float] | None = None
) -> None:
    """Every compound's share comes, less what `short` says of an item (1.0: all of it)."""
    sold = {
        item.id: item
        for item in RoundItem.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    }
    wanted = PurchaseShare.objects.filter(
        subdistrict_id=round_.subdistrict_id, line__purchase_order__round_id=round_.id, compound_id__in=[c.id for c in compounds]
    ).select_related("line")  # fmt: skip
    for row in wanted:
        item_id = row.line.item_id
        factor = (short or {}).get(item_id, 1.0)
        came = int(row.units_milli * factor) // 1_000 * 1_000
        batches.record(
            by=by, round_id=round_.id, compound_id=row.compound_id, item_id=item_id, came_milli=came, key=uuid4().hex,
            state=BatchState.FULL if factor == 1.0 else BatchState.SHORT, batch_no=f"{sold[item_id].code}{round_.closes_at:%m%d}",
            producer="虚构产地",
        )  # fmt: skip


def pay_most(by: Actor, round_: Round, share: float, dice: random.Random) -> None:
    due = Order.objects.filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, state="active"
    ).values_list("id", flat=True)
    chosen = [order_id for order_id in due if dice.random() < share]
    payments.record_many(
        by=by,
        round_id=round_.id,
        order_ids=chosen,
        kind=PaymentKind.ONLINE,
        key=uuid4().hex,
        reference="群收款",
    )


def paste(
    by: Actor,
    round_: Round,
    compounds: Sequence[Compound],
    homes: dict[int, list[Household]],
    dice: random.Random,
) -> None:
    """A relay per compound, and in the first one a later copy with a change and two more rows."""
    for number, compound in enumerate(compounds):
        chosen = dice.sample(homes[compound.id], min(14, len(homes[compound.id])))
        written = relay.write(chosen, dice, f"{compound.name} {round_.title}")
        chat_orders.take(by=by, round_id=round_.id, compound_id=compound.id, text=written.text)
        if number == 0:
            extra = relay.row(dice.choice(homes[compound.id]), dice)
            lines = written.text.split("\n")
            lines[5] = lines[5] + " 改成两份"
            later = "\n".join([*lines, f"{len(chosen) + 1}. {extra}"])
            chat_orders.take(by=by, round_id=round_.id, compound_id=compound.id, text=later)
    talk = "3楼的奶奶说药快吃完了，谁能帮忙去配一下降压药？\n"
    chat_orders.take(by=by, round_id=round_.id, compound_id=compounds[0].id, text=talk, sender="热心邻居")


def disagree(round_: Round, dice: random.Random) -> None:
    """Some households say on their page something else than in the chat."""
    said_in_chat = Order.objects.filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, source=Source.CHAT
    )
    for order in list(said_in_chat.select_related("household")[:6]):
        line = order.lines.exclude(qty_milli=0).first()
        if line is not None:
            wish = orders.Wish(line.item_id, line.qty_milli + 1_000 if line.qty_milli < 2_000 else 1_000)
            orders.say(
                by=by_card(order.household), round_id=round_.id, household_id=order.household_id,
                wishes=[wish], source=Source.PAGE, partial=True,
            )  # fmt: skip


def complain(round_: Round, compound: Compound) -> None:
    rows = Order.objects.filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, compound_id=compound.id, state="active"
    )
    kinds: Iterator[ComplaintKind] = iter((ComplaintKind.SPOILED, ComplaintKind.MISSED))
    for order in rows.select_related("household").order_by("path")[2:4]:
        complaints.open(
            by=by_card(order.household), order_id=order.id, kind=next(kinds), words="西红柿压坏了两个"
        )


def pay_refunds(round_: Round, by: Actor, leave: int = 0) -> None:
    owed = Refund.objects.filter(
        subdistrict_id=round_.subdistrict_id, order__round_id=round_.id, state="owed"
    ).order_by("owed_at", "id")
    for row in list(owed)[leave:]:
        refunds.pay(by=by, refund_id=row.id, kind=PaymentKind.ONLINE, reference="原路退回")


def share(by: Actor, round_: Round) -> None:
    sharings.share_out(by=by, round_id=round_.id)


def finish(by: Actor, round_: Round) -> None:
    """Give on what is left, pay back what is owed, settle."""
    pay_refunds(round_, by)
    for item, compound, milli in ledger.lying_now(by, round_.id):
        stock.give_on(
            by=by, round_id=round_.id, compound_id=compound.id, item_id=item.id, milli=milli, key=uuid4().hex
        )
    settlements.settle(by=by, round_id=round_.id)
