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
    "negative_total": _("减完不够减"),
    "row_unread": _("这一行没看懂"),
    "need_urgent": _("求助较急"),
    "fever": _("体温偏高"),
    "said_twice": _("同一户写了两行一样的"),
    "many_withdrawn": _("这一份少了很多行，请确认不是旧的一份"),
    "nothing_to_cancel": _("要取消，但没有订单"),
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
    "negative_total": "qty_missing",
    "entry.line_unclear": "qty_missing",
    "said_twice": "order_doubtful",
    "row_unread": "order_doubtful",
}
"""Our own doubts, as the question the reader would ask."""

SENTENCES.update(
    {
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
        "said_twice": _("同一户写了两行一样的。这一条还在待核对里。请问清是不是要加。"),
        "negative_total": _("减完成了负数。这一条还在待核对里。请核对数量。"),
        "address_missing": _("没有写门牌。这一条还在待核对里。请选一户。"),
        "nothing_to_cancel": _("这一户没有接龙来的订单可取消。这一条还在待核对里。请核对门牌。"),
        "message.empty": _("没有贴进任何文字。什么都没有保存。请把群里的接龙复制过来再贴。"),
        "message.too_long": _("一次最多贴 %(most)s 字。什么都没有保存。请分几次贴。"),
        "supplier.taken": _("已经有同名的供货单位。没有保存。请在列表里改那一家。"),
        "supplier.amounts": _("金额不能是负数。没有保存。请改好再试。"),
        "supplier.reason_missing": _("停用要写原因。没有改动。请写上原因再试。"),
        "product.taken": _("已经有同名或同编号的商品。没有保存。请在列表里改那一样。"),
        "product.contents": _("包里的商品有重复、不存在或不能卖。没有保存。请改好再试。"),
    }
)


def doubt(code: str) -> Word:
    """Why a person should look, in words."""
    return DOUBTS.get(code) or SENTENCES.get(code) or code
