"""What the household's pages say: refusals in words for people at home, and what has just been done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence

SENTENCES = {
    "stale": _(
        "这张订单刚刚有了变化（也许是家人在另一部手机上改的，也许是群里的接龙）。您这次填的还没有保存，请看看现在的数量，再改一次。"
    ),
    "order.empty": _("还没有选任何东西，所以没有下单。请把想要的数量填上再点一次。"),
    "order.negative": _("数量不能小于零，所以没有下单，之前的订单没有变。请改一下数量。"),
    "order.too_large": _(
        "这个数量太大了，可能是手滑，所以没有下单。请改一下数量；确实需要这么多，请打电话给组织人。"
    ),
    "order.no_number": _("有一个数量读不懂，所以没有下单，之前的订单没有变。请只填数字，例如 2 或 1.5。"),
    "order.step": _("%(item)s 要按 %(step)g%(unit)s 一档来订。没有下单，之前的订单没有变，请改一下数量。"),
    "order.over_limit": _("%(item)s 每户最多 %(limit)s%(unit)s。没有下单，之前的订单没有变，请改一下数量。"),
    "order.sold_out": _(
        "剩下的不够您要的数量，可能刚被邻居订走。没有下单，之前的订单没有变。请看看现在还剩多少，再选一次。"
    ),
    "order.not_offered": _("您选的东西已不在这一轮里。没有下单，之前的订单没有变。请按现在的价目再选一次。"),
    "order.item_twice": _("同一样东西出现了两次。没有下单，之前的订单没有变。请刷新后再选一次。"),
    "order.medicine": _("药品不在这里卖。没有下单。需要配药，请点“要帮忙”。"),
    "order.too_late": _("已经截单，订单不能在这里改了，之前的订单没有变。有特殊情况，请打电话给组织人。"),
    "order.bought": _("已经采购，订单不能取消了，之前的订单没有变。收到后有问题，可以在订单里投诉。"),
    "order.is_cancelled": _("这张订单已经取消，没有别的改动。"),
    "order.source": _("这里只能为自己家下单。没有任何改动。请回到自己家的页面再选。"),
    "order.key_reused": _("这一页打开得太久了。没有任何改动。请刷新后再试。"),
    "round.not_open": _("这一轮已经结束，没有下单，之前的订单没有变。下一轮开始时，首页会告诉您。"),
    "round.not_for_you": _("这一轮不送到您的小区。没有任何改动。请在首页看看您小区的订购。"),
    "complaint.not_shared_yet": _(
        "这一单的东西还没分好，暂时不能投诉。没有任何改动。着急的话，请打电话给组织人。"
    ),
    "complaint.line_unknown": _("没有找到您说的那一样。没有任何改动。请刷新后再选一次。"),
    "complaint.kind": _("还没有选是哪一种问题。没有任何改动。请选“漏发”“错发”或“变质”。"),
    "handover.not_published": _(
        "送货还没开始，所以还不能签收。没有任何改动。东西已经在您手上的话，请打电话告诉组织人。"
    ),
    "handover.photo_large": _(
        "照片太大（最多 %(megabytes)s 兆），所以还没有提交，您写的字都在。请换一张，或不带照片再试一次。"
    ),
    "handover.photo_bad": _("照片读不出来，所以还没有提交，您写的字都在。请换一张，或不带照片再试一次。"),
    "message.empty": _("还没有写要帮什么，所以没有发出。请写一两句再发。"),
    "message.too_long": _("写得太长了，所以没有发出。请写短一些，或打电话给组织人。"),
    "need.no_round": _(
        "您的小区现在没有值班的订购，这里没人能马上看到，所以没有发出。请直接打电话：楼长或社区居委会；有生命危险打 120。"
    ),
}
"""By code, for somebody at home. What is not here is said as at every other door."""

DONE = {
    "ordered": _("订好了。截单前还可以改。"),
    "waiting": _("已经过了截单时间，您的订单先排进候补。工作人员会看货够不够，能加就加，这里会显示结果。"),
    "cancelled": _("订单已取消。付过的钱会退给您。"),
    "confirmed": _("收到了，谢谢您告诉我们。"),
    "complained": _("已经记下，工作人员会答复您。答复会显示在这张订单里。"),
    "asked": _("已经发给工作人员，排在今天的单子上。"),
    "asked_medical": _("已经排在工作人员今天单子的最前面。不要等：情况急就现在打 120，同时给组织人打电话。"),
}
"""After a deed the page is opened with `?said=…`: no session is needed to say it once."""


def told(refusal: Refusal) -> str:
    """The sentence of a refusal for somebody at home."""
    text = SENTENCES.get(refusal.code)
    if text is None:
        return sentence(refusal)
    return str(text) % refusal.facts if "%(" in str(text) else str(text)
