"""Areas, compounds, doors and zones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "area.code_wrong": _("区域代码只能用 8 个以内的字母和数字。没有保存。请改一个代码。"),
    "area.code_taken": _("这个区域代码已被使用。没有保存。请换一个代码。"),
    "area.rule_set_unknown": _("没有这套规则。没有保存。请从列表里选。"),
    "community.name_taken": _("已有同名的社区。没有保存。请换一个名称，或直接使用已有的社区。"),
    "compound.name_taken": _("已有同名的小区。没有保存。请换一个名称，或打开已有的小区修改。"),
    "building.label_taken": _("这个小区已有同号的楼。没有保存。请核对楼号。"),
    "stair.label_taken": _("这栋楼已有同号的单元。没有保存。请核对单元号。"),
    "door.room_taken": _("这个单元已有同号的房间。没有保存。请核对房号。"),
    "gate.name_taken": _("已有同名的卡口。没有保存。请换一个名称。"),
    "supply_point.name_taken": _("已有同名的供应点。没有保存。请换一个名称。"),
    "zone.unknown": _("没有这种分区。没有改动。请从封控、管控、防范里选。"),
    "zone.reason_missing": _("没有写理由。分区没有改动。请写明为什么改，住户会看到。"),
    "zone.review_past": _("复核时间已经过去。分区没有改动。请选一个将来的时间。"),
    "zone.rule_unknown": _("现行规则里没有这一条依据。分区没有改动。请从列表里选。"),
}
