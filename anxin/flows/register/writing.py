"""The difference carried out: level by level, in chunks of short transactions. A second run finds less to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from anxin.access.actor import Actor
from anxin.flows.register.comparing import Difference, guessed_kind, home_of
from anxin.flows.register.known import Known, community_key
from anxin.flows.register.reading import Line
from anxin.households.actions import register as homes
from anxin.households.models import CareFlag, Household
from anxin.kernel import clock
from anxin.kernel.ids import new_id, new_ref
from anxin.kernel.secrets import keyed_hash
from anxin.places.actions import communities, compounds, ground
from anxin.places.models import Building, Compound, Door, Stair

T = TypeVar("T")
APART_M = 50
"""Buildings nobody has measured stand in rows of four, so that a drawing shows each; an office moves them by hand."""


def chunks(things: Sequence[T]) -> Iterator[list[T]]:
    there = iter(things)
    while chunk := list(islice(there, ground.AT_ONCE)):
        yield chunk


class Writing:
    """One run over one difference. `step` hears how many rows were written."""

    def __init__(self, by: Actor, known: Known, found: Difference, step: Callable[[int], None]) -> None:
        self.by, self.known, self.found, self.step = by, known, found, step
        self.sid = known.area.pk
        self.path = known.area.path
        self.new_homes: dict[tuple[str, str, str, str], tuple[int, str]] = {}

    def carry_out(self) -> None:
        self._communities()
        self._compounds()
        self._buildings()
        self._stairs()
        self._doors()
        self._homes()
        self._flags()

    def _communities(self) -> None:
        for key, name in self.found.communities.items():
            self.known.communities[key] = communities.add(by=self.by, subdistrict_id=self.sid, name=name)
            self.step(1)

    def _compounds(self) -> None:
        for name, line in self.found.compounds.items():
            community = self.known.communities[community_key(line.community)]
            row = compounds.add(
                by=self.by, community_id=community.id, name=name, kind=guessed_kind(line),
                property_firm=line.firm, aliases=line.aliases,
            )  # fmt: skip
            self.known.add_compound(row)
            self.step(1)
        self._change(Compound, "compounds")

    def _buildings(self) -> None:
        rows, orders = [], self._orders()
        for (compound_name, label), fields in self.found.buildings.items():
            compound = self.known.compounds[compound_name]
            order = orders[compound.id] = orders.get(compound.id, -1) + 1
            row = Building(
                subdistrict_id=self.sid, compound_id=compound.id, label=label, order=order, **fields,
                x_m=APART_M * (order % 4 + 1), y_m=APART_M * (order // 4 + 1),
                path=self.known.segments["b"].below(compound.path),
            )  # fmt: skip
            self.known.add_building(row)
            rows.append(row)
        self._lay(rows)
        self._change(Building, "buildings")

    def _orders(self) -> dict[int, int]:
        highest: dict[int, int] = {}
        for row in self.known.buildings.values():
            highest[row.compound_id] = max(highest.get(row.compound_id, -1), row.order)
        return highest

    def _stairs(self) -> None:
        rows = []
        for (compound_name, building_label, label), fields in self.found.stairs.items():
            compound = self.known.compounds[compound_name]
            building = self.known.buildings[compound.id, building_label]
            path = self.known.segments["s"].below(building.path)
            row = Stair(
                subdistrict_id=self.sid, building_id=building.id, compound_id=compound.id, label=label, **fields,
                order=self.known.segments["s"].highest[building.path], x_m=building.x_m, y_m=building.y_m,
                path=path,
            )  # fmt: skip
            self.known.stairs[building.id, label] = row
            rows.append(row)
        self._lay(rows)
        self._change(Stair, "stairs")

    def _stair(self, key: Sequence[str]) -> Stair:
        compound = self.known.compounds[key[0]]
        return self.known.stairs[self.known.buildings[compound.id, key[1]].id, key[2]]

    def _doors(self) -> None:
        rows = []
        for key, floor in self.found.doors.items():
            stair = self._stair(key)
            row = Door(
                subdistrict_id=self.sid, id=new_id(), stair_id=stair.id, compound_id=stair.compound_id,
                room=key[3], floor=floor, path=self.known.segments["d"].below(stair.path),
            )  # fmt: skip
            self.known.doors[stair.id, key[3]] = (row.id, floor, row.path)
            rows.append(row)
        self._lay(rows)
        self._change(Door, "doors")

    def _homes(self) -> None:
        for chunk in chunks(list(self.found.homes.items())):
            rows = [self._home(key, line) for key, line in chunk]
            left = [self.found.moved[key] for key, _ in chunk if key in self.found.moved]
            homes.enter(by=self.by, subdistrict_id=self.sid, path=self.path, added=rows, left=left)
            self.step(len(chunk))
        for changes in chunks(list(self.found.changed["homes"].items())):
            homes.enter(by=self.by, subdistrict_id=self.sid, path=self.path, changed=dict(changes))
            self.step(len(changes))

    def _home(self, key: tuple[str, str, str, str], line: Line) -> Household:
        stair = self._stair(key)
        door_id, _, door_path = self.known.doors[stair.id, key[3]]
        row = Household(
            subdistrict_id=self.sid, id=new_id(), door_id=door_id, stair_id=stair.id,
            compound_id=stair.compound_id, ref=new_ref(), head=line.head,
            persons=1 if line.persons is None else line.persons, phone=line.phone,
            phone_hash=keyed_hash(line.phone) if line.phone else "", chat_name=line.chat_name,
            language=line.language or "zh-hans", smartphone=line.smartphone is not False,
            delivery_note=line.note, path=self.known.segments["h"].below(door_path),
        )  # fmt: skip
        self.new_homes[key] = (row.id, row.path)
        return row

    def _flags(self) -> None:
        now = clock.now()
        for chunk in chunks(self.found.flags):
            rows = []
            for key, flag in chunk:
                home_id, path = self.new_homes.get(key) or self._known_home(key)
                rows.append(
                    CareFlag(
                        subdistrict_id=self.sid,
                        household_id=home_id,
                        kind=flag,
                        since=now,
                        said_by=self.by.label,
                        path=path,
                    )
                )
            homes.enter(by=self.by, subdistrict_id=self.sid, path=self.path, flags=rows)
            self.step(len(chunk))

    def _known_home(self, key: tuple[str, str, str, str]) -> tuple[int, str]:
        home = home_of(self.known, key)
        if home is None:
            raise LookupError("a flag without a home")
        return home.id, home.path

    def _lay(self, rows: Sequence[Any]) -> None:
        for chunk in chunks(rows):
            ground.lay(by=self.by, subdistrict_id=self.sid, path=self.path, added=chunk)
            self.step(len(chunk))

    def _change(self, model: Any, kind: str) -> None:
        changed: Mapping[int, Any] = self.found.changed[kind]
        for chunk in chunks(list(changed.items())):
            ground.change(
                by=self.by, subdistrict_id=self.sid, path=self.path, model=model, changed=dict(chunk)
            )
            self.step(len(chunk))
