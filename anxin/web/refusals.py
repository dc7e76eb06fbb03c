"""The one place where a refusal becomes a sentence: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.kernel.errors import Refusal
from anxin.overview.sentences import SENTENCES, sentence, status

SENTENCES.update(
    {
        "not_found": _(
            "没有找到这一页。它可能已被移除，或不在您负责的范围内。没有任何内容被改动。请返回上一页，或从首页重新进入。"
        ),
        "not_allowed": _(
            "您的岗位不包含这项操作。没有任何内容被改动。如果工作需要，请联系街道办公室为您增加岗位。"
        ),
        "stale": _("在您填写期间，别人刚刚改过这一项。您的改动还没有保存。请刷新查看最新内容后再改一次。"),
        "too_often": _("操作太频繁了。此前的内容都已保留。请过一分钟再试。"),
        "grant.not_yours": _("这个区域不归您分配岗位。没有任何改动。请联系该区域的负责人。"),
        "grant.role_unknown": _("没有这个岗位。没有任何改动。请从列表中选择。"),
        "grant.above_you": _("您不能授予比自己权限更大的岗位。没有任何改动。请由上级办理。"),
        "user.name_taken": _("这个登录名已有人使用。账号没有创建。请换一个登录名。"),
        # rounds, orders, messages
        "round.no_compound": _("还没有选小区。这一轮没有保存。请至少选一个小区。"),
        "round.two_subdistricts": _("所选小区属于两个街道。这一轮没有保存。请每个街道各开一轮。"),
        "round.words_missing": _("标题和组织人都要写。这一轮没有保存。请补上再保存。"),
        "round.times": _(
            "时间对不上：开始要早于截单，截单不晚于到货，截单要在现在之后。没有任何改动。请改好时间再试。"
        ),
        "round.no_items": _("价目表还是空的。这一轮没有保存。请至少填一样商品。"),
        "round.item_twice": _("同一样商品写了两行。这一轮没有保存。请删掉一行。"),
        "round.code_twice": _("编号有重复或没有填。这一轮没有保存。请给每样商品一个不同的编号，如 A、B、C。"),
        "round.amounts": _("价格或数量不能是负数，起订和整箱至少是 1。这一轮没有保存。请改好再保存。"),
        "round.product_unknown": _("有一样商品不在目录里。这一轮没有保存。请先把它加进商品目录。"),
        "round.medicine": _("药品和防护用品不能在订购里卖。这一轮没有保存。买药请走代办配药。"),
        "round.supplier_unknown": _("没有找到供货单位。这一轮没有保存。请从列表里选。"),
        "round.supplier_blocked": _("这家供货单位已停用。这一轮没有保存。请换一家。"),
        "round.not_changeable": _("这一轮已经往下走了，现在不能这样改。没有任何改动。请刷新看最新状态。"),
        "round.price_fixed": _(
            "已经开团，价格、编号和有人订过的商品不能改。没有任何改动。要换价请另开一轮。"
        ),
        "round.already_open": _("这一轮已经开团或已经结束。没有重复操作。请刷新看最新状态。"),
        "round.already_closed": _("这一轮刚才已经有人截单了。没有重复操作，订单都在。请刷新看最新状态。"),
        "round.reason_missing": _("取消要写原因，住户会看到。没有任何改动。请写上原因再试。"),
        "round.not_open": _("这一轮现在不接单。您的数量没有保存。请看有没有别的正在接单的一轮。"),
        "round.not_for_you": _("这一轮不含这个小区。数量没有保存。请选本小区的一轮。"),
        "order.empty": _("还没有填数量。没有下单。请至少给一样商品填上数量。"),
        "order.negative": _("%(item)s 的数量不能是负数。没有保存。请改成 0 或更多。"),
        "order.too_large": _("%(item)s 的数量太大，最多 %(limit)s %(unit)s。没有保存。请核对后再填。"),
        "order.step": _("%(item)s 要按 %(step)g %(unit)s 的整数倍订。没有保存。请改好再试。"),
        "order.over_limit": _("%(item)s 每户限 %(limit)s %(unit)s。没有保存。请改小一些。"),
        "order.sold_out": _(
            "%(item)s 剩下的不够了。这次的改动没有保存，原来的订单不变。请减少数量或换一样。"
        ),
        "order.not_offered": _("这一轮没有这样商品。没有保存。请从价目表里选。"),
        "order.item_twice": _("同一样商品提交了两次。没有保存。请刷新后再填。"),
        "order.medicine": _("药品和防护用品不在这里订。没有保存。买药请走代办配药。"),
        "order.too_late": _("已过截单时间，订单不能再改。原来的订单不变。有急需请联系组织人。"),
        "order.source": _("这种登记方式不能用在这里。没有保存。请从对应的页面登记。"),
        "order.key_reused": _("这次提交和另一户的重号了。没有保存。请刷新页面再试。"),
        "order.bought": _("货已经按订单采购，不能再改数量。原来的订单不变。有差错请在收货后登记。"),
        "order.not_waiting": _("这一单已经不在候补里。没有重复操作。请刷新看最新状态。"),
        "order.is_cancelled": _("这一单已经取消。没有改动。要恢复请重新代订。"),
        "entry.nothing_taken": _("没有填要收下的商品。这一条还在待核对里。请填数量，或点“不用处理”。"),
        "entry.door_unknown": _(
            "小区里没有找到这个门牌。这一条还在待核对里。请写成“楼-单元-室”，如 3-2-501。"
        ),
        "entry.door_unclear": _("这个门牌不止一户。这一条还在待核对里。请把楼号和单元写全。"),
        "order.no_number": _("数量要写数字，如 2 或 1.5。没有保存。请改好再试。"),
        "entry.line_unclear": _("有一样没看清。这一条还在待核对里。请把数量填上。"),
        "entry.said_twice": _("同一户写了两行一样的。这一条还在待核对里。请问清是不是要加。"),
        "entry.negative_total": _("减完成了负数。这一条还在待核对里。请核对数量。"),
        "entry.nothing_to_cancel": _("这一户没有接龙来的订单可取消。这一条还在待核对里。请核对门牌。"),
        "message.empty": _("没有贴进任何文字。什么都没有保存。请把群里的接龙复制过来再贴。"),
        "message.too_long": _("一次最多贴 %(most)s 字。什么都没有保存。请分几次贴。"),
        "supplier.taken": _("已经有同名的供货单位。没有保存。请在列表里改那一家。"),
        "supplier.amounts": _("金额不能是负数。没有保存。请改好再试。"),
        "supplier.reason_missing": _("停用要写原因。没有改动。请写上原因再试。"),
        "product.taken": _("已经有同名或同编号的商品。没有保存。请在列表里改那一样。"),
        "product.contents": _("包里的商品有重复、不存在或不能卖。没有保存。请改好再试。"),
        # the household's own page
        "complaint.kind": _("还没有选是哪一种问题，没有提交。请选“漏发”“错发”或“变质”。"),
        "need.no_round": _("小区现在没有进行中的订购，这条求助没有发出。请直接打电话；有生命危险打 120。"),
        # goods and money
        "plan.broken": _(
            "算出来的方案没有通过核对（%(rule)s），没有采用，也没有改动任何内容。请再试一次；仍不行请联系运维。"
        ),
        "purchase.round_open": _("这一团还在接单，没有拟采购单。请先截单。"),
        "purchase.too_late": _("这一团已经采购过了，没有再拟。要改动请看已有的采购单。"),
        "purchase.sent_already": _(
            "已有采购单发给了供应商，没有重拟。原来的采购单都在。请在已有采购单上处理。"
        ),
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
        "refund.more_than_worth": _("这一样最多还能减免 %(yuan)s 元，没有记下。请改小金额。"),
        "refund.not_shared_yet": _("这一样还没有分配，没有减免。请在分配之后处理。"),
        "refund.not_owed": _("这笔退款已经办过了，没有重复记。请刷新查看。"),
        "refund.reference_missing": _("转账或线上退款要填凭证号，没有记下。请补上凭证号。"),
        "refund.words_missing": _("放弃退款要写下住户怎么说，没有记下。请补上。"),
        "payment.amount_wrong": _("金额要大于零，没有记下。请改好再记。"),
        "payment.reference_missing": _("转账或线上缴费要填凭证号，没有记下。请补上凭证号。"),
        "payment.more_than_due": _(
            "这一单只差 %(yuan)s 元，多收的没有记下。请核对金额；确实多收了请当面退回。"
        ),
        "payment.key_reused": _("这张收款表已经用在别的款项上，没有重复记。请刷新页面再填。"),
        "payment.callback_wrong": _(
            "这条支付通知没有通过核对，没有记收款。已记的都在。请由工作人员核实后手工登记。"
        ),
        "payment.provider_unknown": _("没有这个支付渠道，没有记收款。请联系运维检查设置。"),
        "complaint.not_shared_yet": _("货还没有分配，售后没有提交。请收到货后再说；急事请打社区电话。"),
        "complaint.line_unknown": _("订单里没有这一样，售后没有提交。请刷新后从订单里选。"),
        "complaint.words_missing": _("说明不能空着，没有发出。请写上原因。"),
        "complaint.answered": _("这件售后已经有人答复了，没有重复处理。请刷新查看。"),
        "complaint.line_missing": _("没有选减免哪一样，没有处理。请选一样商品。"),
        "settlement.done": _("这一团已经结清，没有再改动。账目可在本页查看。"),
        "settlement.not_shared": _("这一团还没有分配完，没有结清。请先完成分配。"),
        "settlement.open": _("货或钱还没有对上，没有结清，账目都在。请看“结清前还差”，逐项办完再结。"),
    }
)


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    template = "_refusal.html" if getattr(request, "htmx", False) else "error.html"
    return render(
        request,
        template,
        {"text": sentence(refusal), "code": refusal.code, "status": status(refusal)},
        status=status(refusal),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("not_found"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("not_allowed"))


def broken(request: HttpRequest) -> HttpResponse:
    """A bug of ours. Plain words without database, session or template context, because any of them may be what broke."""
    number = getattr(request, "request_id", "-")
    text = gettext(
        "系统出了差错，这一次操作没有完成，此前保存的内容都在。请稍后再试；若再次出现，请把编号告诉管理员：%(number)s"
    )
    return HttpResponse(
        f"<!doctype html><meta charset=utf-8><title>500</title><p>{text % {'number': number}}</p>", status=500
    )
