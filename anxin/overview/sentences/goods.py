"""Buying, arrivals, stock and sharing out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "purchase.plan_broken": _(
        "算出来的方案没有通过核对（%(rule)s），没有采用，也没有改动任何内容。请再试一次；仍不行请联系运维。"
    ),
    "purchase.round_open": _("这一团还在接单，没有拟采购单。请先截单。"),
    "purchase.too_late": _("这一团已经采购过了，没有再拟。要改动请看已有的采购单。"),
    "purchase.sent_already": _("已有采购单发给了供应商，没有重拟。原来的采购单都在。请在已有采购单上处理。"),
    "purchase.nothing_wanted": _("没有等着采购的需求，没有拟采购单。请先确认订单。"),
    "purchase.cases_wrong": _("箱数要填 0 或正整数，没有保存任何改动。请改好再保存。"),
    "purchase.not_draft": _("这张采购单已不是草稿，没有改动。请刷新查看。"),
    "purchase.supplier_blocked": _(
        "这家供应商已停用，采购单没有发出，草稿还在。请换一家供应商，或先恢复这一家。"
    ),
    "purchase.below_minimum": _(
        "有 %(count)s 项没到起订量，采购单没有发出，草稿还在。请加箱，或写明供应商怎么答应的。"
    ),
    "purchase.empty": _("采购单上没有货，没有发出。请填箱数，或作废这张草稿。"),
    "batch.amounts_wrong": _(
        "数量和情况对不上，没有登记。变质的不能多过卸下的；选“有变质”要填变质数；选“换成了别的”要选换成什么；减去的不能多过现有。"
    ),
    "batch.round_not_bought": _("这一团还不能收货，没有登记。请先截单并发出采购单。"),
    "batch.item_unknown": _("这一团没有这样商品，没有登记。请从列表里选。"),
    "batch.key_reused": _("这张登记表已经用过了，没有重复登记。请刷新页面再填。"),
    "stock.not_enough": _("现有的货没有这么多，没有记下。请核对数量。"),
    "sharing.not_bought": _("这一团还没有采购或已经分完，没有分配。请先看采购和到货。"),
    "sharing.not_arrived": _("%(items)s 还没有登记到货，没有分配。请先登记；没有来也请登记为 0。"),
    "sharing.nothing_to_share": _("没有等着分的货，没有改动。已分的结果在分配记录里。"),
}
