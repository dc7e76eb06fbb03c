"""Codes and times as the household's pages say them."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.kernel import clock
from anxin.paper.qr import qr_svg

register = template.Library()

STEPS: dict[str, str | Promise] = {
    "ordered": gettext_lazy("下单"),
    "bought": gettext_lazy("已采购"),
    "arrived": gettext_lazy("已到货"),
    "shared": gettext_lazy("已分配"),
    "carrying": gettext_lazy("配送中"),
    "delivered": gettext_lazy("已送达"),
    "confirmed": gettext_lazy("已签收"),
}
WAY: dict[str, str | Promise] = {
    "ordered": gettext_lazy("下单"),
    "bought": gettext_lazy("采购"),
    "arrived": gettext_lazy("到货"),
    "shared": gettext_lazy("分配"),
    "carrying": gettext_lazy("配送"),
    "delivered": gettext_lazy("送达"),
    "confirmed": gettext_lazy("签收"),
}
SOURCES: dict[str, str | Promise] = {
    "chat": gettext_lazy("群里"),
    "page": gettext_lazy("这里"),
    "worker": gettext_lazy("工作人员记的"),
    "paper": gettext_lazy("纸单上"),
}
PLACES: dict[str, str | Promise] = {
    "flat_door": gettext_lazy("送到家门口"),
    "unit_entrance": gettext_lazy("送到单元门口，按时间下楼取"),
    "supply_point": gettext_lazy("到小区供应点自取"),
}
COMPLAINTS: dict[str, str | Promise] = {
    "missed": gettext_lazy("漏发"),
    "wrong": gettext_lazy("错发"),
    "spoiled": gettext_lazy("变质"),
}
RULES: dict[str, str | Promise] = {
    "share.full": "",
    "share.none_left": gettext_lazy("货太少，分完了；下次短缺时先给您家。"),
    "share.first_only": gettext_lazy("每家先给一份，不够再给第二份。"),
    "share.level": gettext_lazy("每家分得一样多。"),
    "share.isolated_first": gettext_lazy("先给最需要的人家，再一样多地分。"),
}
PUBLIC_RULES: dict[str, str | Promise] = {
    **RULES,
    "share.none_left": gettext_lazy("货太少，分完为止；没分到的下次在先。"),
}
LEAVE: dict[str, str | Promise] = {
    "no": gettext_lazy("请留在家里，就医由社区接送"),
    "slot_only": gettext_lazy("只在叫到本单元时下楼"),
    "pass": gettext_lazy("凭出入证，门口查验"),
    "yes": gettext_lazy("可以"),
}
WORDS = {
    "step": STEPS, "way": WAY, "source": SOURCES, "place": PLACES, "complaint": COMPLAINTS, "rule": RULES,
    "public_rule": PUBLIC_RULES, "leave": LEAVE,
}  # fmt: skip


@register.filter
def said(code: str, kind: str) -> str:
    """`{{ order.step|said:"step" }}`: a code of one of the tables above as a word."""
    return str(WORDS[kind].get(code, code))


@register.simple_tag
def qr(text: str) -> SafeString:
    """The text as a QR code, black on white; its size is the page's."""
    return mark_safe(qr_svg(text, border=2))  # noqa: S308  # our own drawing: modules of a code, no word in it


@register.filter
def moment(at: datetime | None) -> str:
    """今天 16:00, 明天 07:00, 4月12日 16:00."""
    if at is None:
        return ""
    local = clock.local(at)
    hour = local.strftime("%H:%M")
    days = (local.date() - clock.today()).days
    if days in (-1, 0, 1):
        return (_("昨天 %s"), _("今天 %s"), _("明天 %s"))[days + 1] % hour
    return f"{date_format(local, 'MONTH_DAY_FORMAT')} {hour}"


@register.filter
def hour(at: datetime | None) -> str:
    """15:20"""
    return "" if at is None else clock.local(at).strftime("%H:%M")


@register.filter
def short_day(at: datetime | None) -> str:
    """4月12日"""
    if at is None:
        return ""
    return date_format(clock.local(at), "MONTH_DAY_FORMAT")


@register.filter
def plain_day(day: date) -> str:
    """4月12日, of a date."""
    return date_format(day, "MONTH_DAY_FORMAT")
