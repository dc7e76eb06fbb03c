"""The words of ordering: states, sources, doubts, refusals. Simplified Chinese is the source text."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.overview.sentences import SENTENCES

Word = str | Promise

ROUND_STATES: dict[str, tuple[str, Word]] = {
    "draft": ("waiting", _("草稿")),
    "open": ("due", _("接单中")),
    "closed": ("held", _("已截单")),
    "bought": ("due", _("已采购")),
    "arrived": ("due", _("已到货")),
    "shared": ("due", _("已分配")),
    "settled": ("done", _("已结清")),
    "cancelled": ("waiting", _("已取消")),
}
ORDER_STATES: dict[str, tuple[str, Word]] = {
    "active": ("done", _("已下单")),
    "waiting": ("waiting", _("候补")),
    "cancelled": ("waiting", _("已取消")),
}
SOURCES: dict[str, tuple[str, Word]] = {
    "chat": ("message", _("接龙")),
    "page": ("user", _("住户页面")),
    "worker": ("phone", _("代订")),
    "paper": ("file", _("纸单")),
}
INTENTS: dict[str, Word] = {
    "order": _("订购"),
    "amend": _("改单"),
    "cancel": _("取消"),
    "help": _("求助"),
    "checkin": _("报平安"),
    "other": _("其他"),
}
ENTRY_STATES: dict[str, tuple[str, Word]] = {
    "taken": ("done", _("已收下")),
    "review": ("overdue", _("待核对")),
    "noted": ("due", _("已记下")),
    "dismissed": ("waiting", _("不用处理")),
}
CHANGES: dict[str, Word] = {
    "added": _("新增"),
    "changed": _("有改动"),
    "same": _("没有变"),
    "withdrawn": _("已撤回"),
}
NEEDS: dict[str, Word] = {
    "trash": _("清运垃圾"),
    "medicine": _("买药配药"),
    "medical": _("就医"),
    "food": _("家里断粮"),
    "repair": _("报修"),
    "parcel": _("取快递"),
    "disinfect": _("消毒"),
    "psych": _("心理疏导"),
    "payment": _("代缴费"),
    "testing": _("上门检测"),
    "pet": _("照看宠物"),
    "other": _("其他求助"),
}
DOUBTS: dict[str, Word] = {
    "queued": _("正在收下"),
    "address_missing": _("没有写门牌"),
    "address_incomplete": _("门牌没写全"),
    "address_not_found": _("小区里没有这个门牌"),
    "address_ambiguous": _("这个门牌不止一户"),
    "address_differs": _("门牌和群昵称不一样"),
    "product_unknown": _("没看懂品名"),
    "product_corrected": _("品名像是写错了"),
    "not_offered": _("这一轮没有这样东西"),
    "qty_missing": _("没有写数量"),
    "qty_large": _("数量特别大"),
    "unit_not_allowed": _("单位换算不了"),
    "number_unclaimed": _("有个数字没看懂"),
    "number_claimed_twice": _("有个数字没看懂"),
    "text_left_over": _("有几个字没看懂"),
    "reference_without_target": _("“同上”找不到上文"),
    "order_doubtful": _("不确定是不是下单"),
    "entry.negative_total": _("减完不够减"),
    "row_unread": _("这一行没看懂"),
    "need_urgent": _("求助较急"),
    "fever": _("体温偏高"),
    "entry.said_twice": _("同一户写了两行一样的"),
    "many_withdrawn": _("这一份少了很多行，请确认不是旧的一份"),
    "entry.nothing_to_cancel": _("要取消，但没有订单"),
    "not_your_area": _("不在您负责的楼栋"),
    "entry.nothing_taken": _("没有可以收下的东西"),
    "entry.line_unclear": _("有一样没看清"),
    "order.over_limit": _("超过每户限量"),
    "order.step": _("数量不是最小单位的整数倍"),
    "order.too_large": _("数量特别大"),
    "order.negative": _("数量是负的"),
    "order.sold_out": _("已经订完"),
    "order.too_late": _("已过截单时间"),
    "order.medicine": _("药品不在这里订"),
    "order.bought": _("已经采购"),
    "round.not_open": _("这一轮不在接单"),
    "round.not_for_you": _("这一轮不含这个小区"),
}
ASKED_AS = {
    "not_offered": "product_unknown",
    "order.over_limit": "qty_large",
    "order.too_large": "qty_large",
    "order.step": "unit_not_allowed",
    "order.negative": "qty_missing",
    "entry.negative_total": "qty_missing",
    "entry.line_unclear": "qty_missing",
    "entry.said_twice": "order_doubtful",
    "row_unread": "order_doubtful",
}
"""Our own doubts, as the question the reader would ask."""


def doubt(code: str) -> Word:
    """Why a person should look, in words."""
    return DOUBTS.get(code) or SENTENCES.get(code) or code
