"""Homes, their marks and their cards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "household.door_taken": _("这个门里已登记住户。没有保存。请先为原住户办理搬出。"),
    "household.moved_out": _("这一户已经搬出。没有改动。请到这个门的新住户名下办理。"),
    "household.phone_wrong": _("电话号码位数不对。没有保存。请核对，没有电话就留空。"),
    "household.persons_wrong": _("人数应是 0 到 99。没有保存。请核对。"),
    "flag.already": _("这一户已有这个标记，没有重复登记。如情况有变，请先结束原来的。"),
    "flag.ended": _("这个标记已经结束。没有改动。请刷新看最新状态。"),
    "flag.out_of_order": _("结束时间早于开始时间。没有保存。请核对时间。"),
    "card.already": _("这一户已有有效的安心卡，没有另发。丢失时请用“补发”，旧卡同时作废。"),
    "card.none": _("这一户没有有效的安心卡。没有改动。需要时请先发一张。"),
}
