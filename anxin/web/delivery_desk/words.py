"""The words of delivery: codes of the planning core and of the room as people read them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.kernel import clock
from anxin.places.rules import stair_name

MODES: dict[str, Any] = {
    "flat_door": _("送到家门口"),
    "unit_entrance": _("送到单元门口"),
    "supply_point": _("供应点自取"),
}
WAVE_STATES: dict[str, tuple[str, Any]] = {
    "draft": ("waiting", _("草稿")),
    "planning": ("waiting", _("排方案中")),
    "planned": ("due", _("方案已出")),
    "published": ("due", _("已发布")),
    "done": ("done", _("已完成")),
}
STOP_STATES: dict[str, tuple[str, Any]] = {
    "due": ("due", _("待送")),
    "delivered": ("done", _("已送达")),
    "held": ("held", _("留存中")),
    "excused": ("waiting", _("免送")),
}
OUTCOMES: dict[str, Any] = {
    "delivered": _("已送达"),
    "no_answer": _("无人应答"),
    "refused": _("拒收"),
    "wrong_goods": _("货不对"),
}
HOLD_WAYS: dict[str, Any] = {
    "collected": _("已自取"),
    "refunded": _("已退款"),
    "donated": _("已转给别人"),
}
BLOCKS: dict[str, Any] = {
    "unserved": _("送不到的户"),
    "makespan_s": _("全部送完"),
    "total_s": _("人工合计"),
    "makespan_without_bay_queue_s": _("不算排队的送完时间"),
    "wait_bay_s": _("等装车"),
    "walk_s": _("走路"),
    "vertical_s": _("上下楼"),
    "corridor_s": _("走廊"),
    "drop_s": _("放下敲门"),
    "load_s": _("装车"),
    "trips": _("趟数"),
    "workers_used": _("用到的人"),
    "unit_visits_by_distinct_workers": _("各单元由几人进出"),
    "slots": _("时段数"),
    "sum_slot": _("等候合计（户×时段）"),
    "stairs_at_once": _("同时叫的单元"),
}
UNITS: dict[str, Any] = {
    "trips": _("趟"),
    "workers": _("人"),
    "visits": _("次"),
    "slots": _("个"),
    "stairs": _("个"),
    "doors": _("户"),
}
REASONS: dict[str, Any] = {
    "carry.isolated_apart": _("这一户由专人送，只送同类的户，不与别户同车。"),
    "carry.isolated_last": _("这一户排在同一人的最后。"),
    "carry.class_first": _("这一趟里有须先送到的户，所以整趟排在前面。"),
    "carry.highest_first": _(
        "同一次上楼从高到低送；这一户在 %(floor)s 层，是这一次的第 %(place_in_climb)s 户。"
    ),
    "carry.on_the_way": _("顺路：这一趟的第 %(stop)s 个单元，车上共 %(boxes_on_trip)s 箱。"),
    "carry.first_stop": _("这一趟的第一站，离供应点最顺。"),
    "slot.first": _("第一批叫下楼。"),
    "slot.stair_full": _("前一个时段这个单元的人数已满。"),
    "slot.slow_full": _("前一个时段里走得慢的住户已满，给您留足时间。"),
    "slot.risk_alone": _("单独叫下楼，不与别户同时。"),
    "slot.risk_gap": _("与前后的人隔开时段。"),
    "slot.lobby_shared": _("同一门厅的另一个单元正在取，错开。"),
    "slot.below_full": _("前一个时段楼下人数已到上限（同时在楼下 %(below)s 户）。"),
    "slot.longest_first": _("户数多的单元先叫，全小区最早叫完。"),
    "point.window": _("按楼栋依次到供应点取，这栋共 %(homes)s 户。"),
}
RULES: dict[str, Any] = {
    "zones.sealed.goods": _("封控区送到家门口"),
    "zones.controlled.goods": _("管控区送到单元门口，逐户叫下楼"),
    "zones.precaution.goods": _("防范区到供应点自取"),
    "zones.home_observed.goods": _("居家观察户一律送到家门口"),
    "zones.cannot_come_down.goods": _("下不了楼的住户送到家门口"),
}
FIELDS: dict[str, Any] = {
    "carriers": _("送货人数"),
    "suited": _("穿防护服的人数"),
    "cart_boxes": _("每车装多少箱"),
    "hand_boxes": _("一人一次提几箱上楼"),
    "slot_minutes": _("每个时段几分钟"),
    "minutes": _("最多送多少分钟"),
    "per_stair": _("每单元一次叫几户"),
    "below_cap": _("同时在楼下最多几户"),
}


def between(begins: datetime, ends: datetime) -> str:
    return f"{clock.local(begins):%H:%M}–{clock.local(ends):%H:%M}"


def building(row: Any, language: str) -> str:
    return stair_name(row.stair.building.label, "", language)


def reason(code: str, facts: dict[str, Any]) -> str:
    """One sentence from code and figures; the bare code when a figure is missing, never a wrong figure."""
    text = str(REASONS.get(code, code))
    try:
        return text % facts if "%(" in text else text
    except KeyError:
        return re.split("[；;]", text)[0]


def amount(value: int, unit: str) -> str:
    """Seconds as minutes or hours, everything else with its unit."""
    if unit != "s":
        return f"{value:,} {UNITS.get(unit, unit)}"
    minutes = round(value / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d}" if hours else f"0:{minutes:02d}"


def gap(milli: int) -> str:
    """Thousandths over the bound: 27 -> 2.7%."""
    return f"{milli / 10:.1f}%"
