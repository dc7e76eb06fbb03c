"""What the measures share: one invented subdistrict of 31 compounds, its officer, its rounds."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from anxin.access.actor import Actor
from anxin.access.models import Grant, User
from anxin.access.queries import actor_of_user
from anxin.access.terms import Role
from anxin.flows.demo import goods, rounds
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.kernel.ids import new_id, new_ref
from anxin.places.models import Area, Compound
from anxin.places.terms import AreaKind
from anxin.supply.models import Claim, Order, OrderLine, Round, RoundItem, RoundSite
from anxin.supply.terms import LineState

COMPOUNDS = 31
AT_ONCE = 1_000


@dataclass
class Stage:
    scale: float
    area: Area
    user: User
    by: Actor
    dice: random.Random = field(default_factory=lambda: random.Random(20220330))
    shelf: goods.Shelf | None = None
    open_round: Round | None = None  # the one with pasted chat
    carried: Round | None = None  # the one that was bought, shared out and planned

    @classmethod
    def make(cls, scale: float) -> Stage:
        above = Area.objects.create(kind=AreaKind.HEADQUARTERS, name="净湖区", code="JH", path="jh/")
        area = Area.objects.create(
            kind=AreaKind.SUBDISTRICT, name="福宁街道", code="FN", parent=above, path="jh/fn/"
        )
        user = User.objects.create(username="bench", name="魏主任", password="!")  # noqa: S106  nobody signs in with it
        Grant.objects.create(user=user, role=Role.OFFICER, path=area.path, given_by="system:0")
        return cls(scale, area, user, actor_of_user(user.pk, door="web"))

    def sized(self, full: int, least: int = 1) -> int:
        return max(least, round(full * self.scale))

    @property
    def sid(self) -> int:
        return int(self.area.pk)

    def goods(self) -> goods.Shelf:
        if self.shelf is None:
            self.shelf = goods.stock_up(self.by, self.sid)
        return self.shelf

    def compounds(self) -> list[Compound]:
        return list(Compound.objects.filter(subdistrict_id=self.sid).order_by("path"))

    def homes(self, compound: Compound, count: int) -> list[Household]:
        rows = Household.objects.filter(subdistrict_id=self.sid, compound_id=compound.id, moved_out_at=None)
        found = list(rows.select_related("door__stair__building", "compound").order_by("path"))
        return self.dice.sample(found, min(count, len(found)))

    def round(self, title: str) -> Round:
        return rounds.open_round(self.by, self.area.path, self.goods(), title)

    def order(self, round_: Round, homes: list[Household], *, shared: bool = False) -> int:
        """Orders through the models, as the actions would leave them; with `shared` everybody got everything."""
        items = list(RoundItem.objects.filter(subdistrict_id=self.sid, round_id=round_.id))
        now = clock.now() - timedelta(hours=1)
        for start in range(0, len(homes), AT_ONCE):
            rows, lines, said = [], [], []
            for home in homes[start : start + AT_ONCE]:
                order = Order(
                    subdistrict_id=self.sid, id=new_id(), round_id=round_.id, household_id=home.id,
                    compound_id=home.compound_id, ref=new_ref(), source="page", entered_by=f"card:{home.id}",
                    made_at=now, changed_at=now, path=home.path,
                )  # fmt: skip
                rows.append(order)
                for wish in rounds.wishes(items, self.dice):
                    item = next(each for each in items if each.id == wish.item_id)
                    order.goods_fen += item.supplier_fen * wish.qty_milli // 1000
                    order.fee_fen += item.fee_fen * wish.qty_milli // 1000
                    line = OrderLine(
                        subdistrict_id=self.sid, id=new_id(), order_id=order.id, item_id=item.id, qty_milli=wish.qty_milli,
                        state=LineState.SHARED if shared else LineState.ORDERED, given_milli=wish.qty_milli if shared else None,
                    )  # fmt: skip
                    lines.append(line)
                    said.append(
                        Claim(
                            subdistrict_id=self.sid,
                            line_id=line.id,
                            source="page",
                            qty_milli=wish.qty_milli,
                            said_at=now,
                            by=order.entered_by,
                        )
                    )
            for made in (rows, lines, said):
                type(made[0]).objects.bulk_create(made)  # type: ignore[attr-defined]
        for compound_id, count in Counter(home.compound_id for home in homes).items():
            RoundSite.objects.filter(
                subdistrict_id=self.sid, round_id=round_.id, compound_id=compound_id
            ).update(orders=count)
        return len(homes)
