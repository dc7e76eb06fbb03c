"""Payments, refunds and the settled round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "refund.more_than_worth": _("这一样最多还能减免 %(yuan)s 元，没有记下。请改小金额。"),
    "refund.not_shared_yet": _("这一样还没有分配，没有减免。请在分配之后处理。"),
    "refund.not_owed": _("这笔退款已经办过了，没有重复记。请刷新查看。"),
    "refund.reference_missing": _("转账或线上退款要填凭证号，没有记下。请补上凭证号。"),
    "refund.words_missing": _("放弃退款要写下住户怎么说，没有记下。请补上。"),
    "payment.amount_wrong": _("金额要大于零，没有记下。请改好再记。"),
    "payment.reference_missing": _("转账或线上缴费要填凭证号，没有记下。请补上凭证号。"),
    "payment.more_than_due": _("这一单只差 %(yuan)s 元，多收的没有记下。请核对金额；确实多收了请当面退回。"),
    "payment.key_reused": _("这张收款表已经用在别的款项上，没有重复记。请刷新页面再填。"),
    "payment.callback_wrong": _(
        "这条支付通知没有通过核对，没有记收款。已记的都在。请由工作人员核实后手工登记。"
    ),
    "payment.provider_unknown": _("没有这个支付渠道，没有记收款。请联系运维检查设置。"),
    "settlement.done": _("这一团已经结清，没有再改动。账目可在本页查看。"),
    "settlement.not_shared": _("这一团还没有分配完，没有结清。请先完成分配。"),
    "settlement.open": _("货或钱还没有对上，没有结清，账目都在。请看“结清前还差”，逐项办完再结。"),
}
