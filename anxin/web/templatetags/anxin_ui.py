"""The components every page is made of. docs/contribute/pages.md shows how to use them.

Tags only draw: they ask no rows and decide nothing. A number on a page always opens the rows behind it, so
`figure` and `steps` want an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.supply.queries.rounds import in_language
from anxin.web.icons import MARKS, PATHS
from anxin.web.units import unit_word, with_unit

register = template.Library()

Word = str | Promise

STATES: dict[str, Word] = {
    "done": gettext_lazy("已完成"),
    "due": gettext_lazy("待办"),
    "overdue": gettext_lazy("超时"),
    "waiting": gettext_lazy("等待中"),
    "held": gettext_lazy("暂存"),
}
COLOURS: dict[str, Word] = {
    "red": gettext_lazy("红色"),
    "orange": gettext_lazy("橙色"),
    "yellow": gettext_lazy("黄色"),
    "blue": gettext_lazy("蓝色"),
    "green": gettext_lazy("绿色"),
}
ZONES: dict[str, tuple[str, Word]] = {
    "sealed": ("red", gettext_lazy("封控区")),
    "controlled": ("orange", gettext_lazy("管控区")),
    "precaution": ("yellow", gettext_lazy("防范区")),
    "none": ("green", gettext_lazy("正常")),
}
RAIL: tuple[tuple[str, Word], ...] = (
    ("today", gettext_lazy("今日")),
    ("supply", gettext_lazy("保供")),
    ("care", gettext_lazy("关怀")),
    ("crew", gettext_lazy("人手")),
    ("site", gettext_lazy("现场")),
    ("voice", gettext_lazy("民声")),
    ("map", gettext_lazy("一张图")),
    ("settings", gettext_lazy("设置")),
)
BELOW: dict[str, tuple[tuple[str, Word, Permission], ...]] = {
    "supply": (
        ("rounds", gettext_lazy("订购"), Permission.ROUND_SEE),
        ("unloading", gettext_lazy("到货"), Permission.RECEIPT_RECORD),
        ("waves", gettext_lazy("配送"), Permission.WAVE_SEE),
        ("field_list", gettext_lazy("送货清单"), Permission.HANDOVER_RECORD),
        ("holds", gettext_lazy("留存"), Permission.HANDOVER_RECORD),
        ("payments", gettext_lazy("收款"), Permission.MONEY_SEE),
        ("refunds", gettext_lazy("退款"), Permission.MONEY_SEE),
        ("complaints", gettext_lazy("投诉"), Permission.COMPLAINT_ANSWER),
        ("products", gettext_lazy("商品"), Permission.ROUND_SEE),
        ("suppliers", gettext_lazy("供货单位"), Permission.ROUND_SEE),
    ),
    "settings": (
        ("compounds", gettext_lazy("小区"), Permission.AREA_SEE),
        ("households", gettext_lazy("住户"), Permission.HOUSEHOLD_SEE),
        ("imports", gettext_lazy("导入"), Permission.REGISTER_IMPORT),
        ("people", gettext_lazy("账号与岗位"), Permission.GRANT_EDIT),
    ),
}
"""The pages of a room, shown under its word to whoever may open them."""
WAY: tuple[tuple[str, Word, Permission], ...] = (
    ("buying", gettext_lazy("采购"), Permission.PURCHASE_SEE),
    ("arrivals", gettext_lazy("到货"), Permission.RECEIPT_RECORD),
    ("sharing", gettext_lazy("分配"), Permission.SHARE_OUT),
    ("waves", gettext_lazy("配送"), Permission.WAVE_SEE),
    ("settlement", gettext_lazy("对账结清"), Permission.ROUND_SEE),
)
"""Where a round goes on after the orders; on every page of a round, for whoever may open it."""
LONG_FIGURE = 9
"""More characters than this do not stand in half a phone at full size."""
LANGUAGES = (
    ("zh-hans", "zh-Hans", "简", "简体中文"),
    ("zh-hant", "zh-Hant", "繁", "繁體中文"),
    ("en", "en", "EN", "English"),
)


# --- marks and icons


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  # our own drawing, no word of a reader in it


def _mark(name: str) -> SafeString:
    shape = MARKS[name]
    return _drawn(
        f'<svg class="ax-mark" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">{shape}</svg>'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon; it says nothing to a screen reader, so a word stands beside it."""
    path = PATHS[name]
    return _drawn(f'<svg class="ax-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>')


@register.simple_tag
def mark(name: str) -> SafeString:
    return _mark(name)


@register.simple_tag
def state(name: str, word: str = "", pill: bool = False) -> SafeString:
    """done ● due ◷ overdue ▲ waiting ◌ held ■, with a word of its own or the usual one."""
    extra = " ax-pill" if pill else ""
    return format_html(
        '<span class="ax-state ax-state--{}{}">{}<span>{}</span></span>',
        name,
        extra,
        _mark(name),
        word or STATES[name],
    )


@register.simple_tag
def colour(name: str, word: str = "", pill: bool = False) -> SafeString:
    """One of the five colours, with its shape and its word."""
    extra = " ax-pill" if pill else ""
    return format_html(
        '<span class="ax-colour ax-colour--{}{}">{}<span>{}</span></span>',
        name,
        extra,
        _mark(name),
        word or COLOURS[name],
    )


@register.simple_tag
def zone(name: str, word: str = "", pill: bool = True) -> SafeString:
    """The zone of a compound: sealed, controlled, precaution or none."""
    its_colour, its_word = ZONES[name]
    return colour(its_colour, word or str(its_word), pill)


@register.filter
def zone_colour(name: str) -> str:
    """For the coloured edge of a row: `class="ax-edge--{{ zone|zone_colour }}"`."""
    return ZONES[name][0] if name in ZONES else "green"


# --- numbers


@register.filter
def money(fen: int | None) -> str:
    """Fen to yuan: 1250 → ¥12.50. Nothing for nothing."""
    if fen is None:
        return ""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{rest:02d}"


@register.filter
def quantity(milli: int | None, unit: str = "") -> str:
    """Thousandths to a number as people write it: 1500 → 1.5, 2000 → 2; the unit follows when given."""
    if milli is None:
        return ""
    sign = "-" if milli < 0 else ""
    whole, rest = divmod(abs(milli), 1000)
    digits = f".{rest:03d}".rstrip("0").rstrip(".")
    return with_unit(f"{sign}{whole:,}{digits}", unit, milli)


@register.filter
def unit(word: str) -> str:
    """`¥50 / {{ row.unit|unit }}`: the unit of one, in the reader's language."""
    return unit_word(word)


@register.filter
def named(product: object) -> str:
    """`{{ row.item.product|named }}`: the product as this reader writes it."""
    return in_language(product, get_language() or "")


@register.filter
def count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


@register.simple_tag
def bar(part: int, whole: int) -> SafeString:
    """A small bar for a table cell. The number stands beside it in the cell."""
    width = 0 if whole <= 0 else max(0, min(100, round(100 * part / whole)))
    return format_html(
        '<svg class="ax-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="8"/><rect width="{}" height="8"/></svg>',
        width,
    )


# --- navigation


def _address_of(*names: str) -> str | None:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return None


@register.inclusion_tag("components/rail.html", takes_context=True)
def rail(context: Context, current: str = "") -> dict[str, Any]:
    """The eight words of the desk, and under the current one its pages. A word whose page is not built yet says so."""
    actor, here = context.get("actor"), getattr(context.get("request"), "path", "")
    below = [
        {"word": word, "url": address, "here": address == here}
        for name, word, permission in BELOW.get(current, ())
        if actor and actor.may(permission) and (address := _address_of(name))
    ]
    rooms = [{"key": key, "word": word, "url": _address_of(key, f"desk:{key}")} for key, word in RAIL]
    return {"rooms": rooms, "current": current, "below": below}


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context: Context, links: bool = False) -> dict[str, Any]:
    """简 / 繁 / EN: a small POST form; with `links`, plain links for pages that must stay cookie-free."""
    request = context.get("request")
    return {
        "languages": LANGUAGES,
        "current": (get_language() or "zh-hans").lower(),
        "links": links,
        "url": _address_of("set_language"),
        "next": request.get_full_path() if request is not None else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/text_size.html", takes_context=True)
def text_size(context: Context) -> dict[str, Any]:
    request = context.get("request")
    return {
        "large": bool(context.get("large_type")),
        "url": _address_of("large_type"),
        "next": request.get_full_path() if request is not None else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def html_lang() -> str:
    """The language as browsers choose glyphs by: zh-Hans, zh-Hant or en."""
    code = (get_language() or "zh-hans").lower()
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(code, code)


@register.inclusion_tag("components/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """`{% crumbs "保供" supply_url "第12轮" "" %}`: word and address in turn; the last may have none."""
    return {"crumbs": list(zip(pairs[::2], pairs[1::2], strict=False))}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], current: str) -> dict[str, Any]:
    """items: key, word, url and, if it helps, count."""
    return {"items": items, "current": current}


def way_of(actor: Any, round_id: int) -> list[dict[str, Any]]:
    """The tabs of WAY this actor may open."""
    return [
        {"key": key, "word": word, "url": _in_round(key, round_id)}
        for key, word, permission in WAY
        if actor and actor.may(permission)
    ]


def _in_round(name: str, round_id: int) -> str:
    """Waves are one list for all rounds, narrowed; the other pages are of the round."""
    if name == "waves":
        return f"{reverse(name)}?round={round_id}"
    return reverse(name, kwargs={"round_id": round_id})


@register.simple_tag(takes_context=True)
def round_way(context: Context, round_id: int) -> list[dict[str, Any]]:
    """`{% round_way round.id as way %}`"""
    return way_of(context.get("actor"), round_id)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's own query string with some parts changed: `?{% query page=2 %}`; None removes a part."""
    request = context.get("request")
    if request is None:
        return ""
    params = request.GET.copy()
    for key, value in changes.items():
        params.pop(key, None)
        if value is not None:
            params[key] = str(value)
    return str(params.urlencode())


@register.inclusion_tag("components/th.html", takes_context=True)
def th(context: Context, key: str, word: str, right: bool = False) -> dict[str, Any]:
    """A table head that sorts by `?sort=key` and `?sort=-key`. The query behind the page knows the keys."""
    request = context.get("request")
    sort = request.GET.get("sort", "") if request is not None else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    wanted = f"-{key}" if direction == "ascending" else key
    return {
        "word": word,
        "right": right,
        "direction": direction,
        "address": query(context, sort=wanted, page=None),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Where the reader is in a list, and the ways on. `page` is a Django Page."""
    return {
        "page": page,
        "previous": query(context, page=page.previous_page_number()) if page.has_previous() else None,
        "following": query(context, page=page.next_page_number()) if page.has_next() else None,
    }


# --- pieces of a page


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", word: str = "") -> dict[str, Any]:
    """Nothing here: say why, and what to do next."""
    return {"title": title, "text": text, "url": url, "word": word}


@register.inclusion_tag("components/figure.html")
def figure(
    label: str, number: Any, url: str, unit: str = "", note: str = "", state: str = ""
) -> dict[str, Any]:
    """A number that opens the rows behind it. Put several inside `<div class="ax-figures">`."""
    shown = count(number) if isinstance(number, int) else number
    long = len(f"{shown}{unit}") > LONG_FIGURE
    return {
        "label": label,
        "number": shown,
        "url": url,
        "unit": unit,
        "note": note,
        "state": state,
        "long": long,
    }


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """orders → bought → arrived → shared → carried → received.

    items: label, number and url; `of` for the whole, `state` and `word` for how it stands.
    """
    return {"items": items}


@register.inclusion_tag("components/days.html")
def days(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A row of days. items: date, url, current (bool); state and word where there is something to tell."""
    return {"items": items}


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(
    context: Context, url: str, word: str, text: str, sure: str = "", name: str = "", value: str = ""
) -> dict[str, Any]:
    """A deed that cannot be taken back: a button that opens what will happen and asks once more."""
    return {
        "url": url,
        "word": word,
        "text": text,
        "sure": sure or _("确定%(deed)s") % {"deed": word},
        "name": name,
        "value": value,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, word: str = "", url: str = "") -> dict[str, Any]:
    """Long work. With `url` the piece asks for itself again every two seconds until done reaches total;
    put `{% refresh_without_scripts %}` into the head block for readers without scripts.
    """
    return {"done": done, "total": total, "word": word, "url": url, "running": done < total or total == 0}


@register.simple_tag
def refresh_without_scripts(seconds: int = 5) -> SafeString:
    return format_html('<noscript><meta http-equiv="refresh" content="{}"></noscript>', seconds)


@register.simple_tag
def code(text: str, large: bool = False) -> SafeString:
    """A short code in a fixed-width face."""
    return format_html('<span class="ax-code{}">{}</span>', " ax-code--large" if large else "", text)


@register.inclusion_tag("components/copy.html")
def copy(source: str, word: str = "") -> dict[str, Any]:
    """A button that copies the text of the element with this id; without scripts it stays hidden."""
    return {"source": source, "word": word or _("复制")}


@register.simple_tag
def keys(*pairs: str) -> SafeString:
    """`{% keys "J" "下一条" "K" "上一条" %}`"""
    both = zip(pairs[::2], pairs[1::2], strict=True)
    return format_html(
        '<p class="ax-keys ax-noprint">{}</p>', format_html_join("", "<span><kbd>{}</kbd>{}</span>", both)
    )


# --- forms


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, help and error. Django ties help and error to the input itself."""
    widget = bound.field.widget
    kind = "check" if isinstance(widget, CheckboxInput) else "plain"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "choices"
    return {"field": bound, "kind": kind}


@register.inclusion_tag("components/filedrop.html")
def filedrop(bound: BoundField, text: str = "") -> dict[str, Any]:
    return {"field": bound, "text": text}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: Any) -> dict[str, Any]:
    """The fields of a GET form in a row, with a way back to everything."""
    request = context.get("request")
    return {"form": form, "narrowed": bool(request and request.GET), "path": request.path if request else ""}
