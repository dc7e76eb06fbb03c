"""保供: what can be ordered and from whom. Shared by all offices of a subdistrict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours, Refusal
from anxin.overview.sentences import sentence
from anxin.supply.actions import products as deeds
from anxin.supply.actions import suppliers as supplier_deeds
from anxin.supply.queries import products as read
from anxin.supply.rules.ordering import NOT_SOLD
from anxin.supply.terms import Category
from anxin.web.route import Asked, route
from anxin.web.supply_desk import shelf_form as forms
from anxin.web.supply_desk.words import ROUND_STATES

PER_PAGE = 50
ROOM = {"room": "supply"}
SEE, EDIT = Permission.ROUND_SEE, Permission.ROUND_EDIT


@route(SEE)
def products(request: Asked) -> HttpResponse:
    """?q= words, ?category=, ?state=retired"""
    asked = request.GET
    rows = read.products(
        request.actor, words=asked.get("q", "").strip()[:40], category=asked.get("category", ""), sold=False,
        retired=asked.get("state") == "retired",
    )  # fmt: skip
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    packs = read.contents(request.actor, [row.id for row in page if row.category == Category.PACK])
    context = {
        **ROOM, "page": page, "shown": [(row, *words_of(row), packs.get(row.id, [])) for row in page],
        "form": forms.SearchForm(asked or None), "narrowed": bool(asked), "may_edit": request.actor.may(EDIT),
        "where": forms.WhereForm(actor=request.actor), "not_sold": NOT_SOLD,
    }  # fmt: skip
    return render(request, "supply/products.html", context)


def words_of(row: Any) -> tuple[Any, Any]:
    """Category and storage in words."""
    return forms.CATEGORIES.get(row.category, row.category), forms.STORAGES.get(row.storage, row.storage)


@route(EDIT, methods=("POST",))
def catalogue_load(request: Asked) -> HttpResponse:
    form = forms.WhereForm(request.POST, actor=request.actor)
    if not form.is_valid():
        raise Refusal("shelf.which_subdistrict")
    added = deeds.load_catalogue(by=request.actor, subdistrict_id=form.subdistrict_id())
    if added:
        messages.success(request, _("已装入 %(n)s 样常用商品。价格在开一轮订购时填。") % {"n": added})
    else:
        messages.info(request, _("常用目录已经装过，没有新增。"))
    return redirect("products")


@route(SEE)
def product(request: Asked, product_id: int) -> HttpResponse:
    row = read.product(request.actor, product_id)
    category, storage = words_of(row)
    context = {
        **ROOM, "row": row, "category": category, "storage": storage, "sold": row.category not in NOT_SOLD,
        "contents": read.contents(request.actor, [row.id]).get(row.id, []), "is_pack": row.category == Category.PACK,
        "packs": read.packs_with(request.actor, row.id),
        "rounds": with_words(read.rounds_touched(request.actor, product_id=row.id)),
        "may_edit": request.actor.may(EDIT),
    }  # fmt: skip
    return render(request, "supply/product.html", context)


def with_words(rows: list[Any]) -> list[tuple[Any, Any]]:
    return [(row, ROUND_STATES[row.state]) for row in rows]


@route(EDIT, methods=("GET", "POST"))
def product_add(request: Asked) -> HttpResponse:
    category = request.GET.get("category", "")
    initial = {"category": category} if category in forms.CATEGORIES else {}
    form = forms.ProductForm(request.POST or None, actor=request.actor, initial=initial)
    return product_page(request, form, forms.contents_form(request.actor, request.POST or None), None)


@route(EDIT, methods=("GET", "POST"))
def product_edit(request: Asked, product_id: int) -> HttpResponse:
    row = read.product(request.actor, product_id, to=EDIT)
    inside = read.contents(request.actor, [row.id]).get(row.id, [])
    form = forms.ProductForm(request.POST or None, actor=request.actor, initial=forms.of_product(row))
    form.fields.pop("subdistrict", None)
    return product_page(request, form, forms.contents_form(request.actor, request.POST or None, inside), row)


def product_page(request: Asked, form: forms.ProductForm, rows: forms.Contents, row: Any) -> HttpResponse:
    """The form of a product, and saving it."""
    asked = request.method == "POST"
    if asked and form.is_valid() and rows.is_valid():
        try:
            saved = save_product(request, form, rows, row)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": saved.name})
            return redirect("product", product_id=saved.id)
    articles = next(iter(rows.forms)).known.values()
    context = {**ROOM, "form": form, "rows": rows, "row": row, "articles": sorted({a.name for a in articles})}
    return render(request, "supply/product_form.html", context, status=422 if asked else 200)


def save_product(request: Asked, form: forms.ProductForm, rows: forms.Contents, row: Any) -> Any:
    terms, inside = form.terms(), rows.terms()
    if inside and terms.category != Category.PACK:
        raise Refusal("product.not_a_pack")
    return deeds.save(
        by=request.actor, subdistrict_id=row.subdistrict_id if row else form.subdistrict_id(), terms=terms,
        contents=inside, product_id=row.id if row else None,
    )  # fmt: skip


@route(EDIT, methods=("POST",))
def product_retire(request: Asked, product_id: int) -> HttpResponse:
    deeds.retire(by=request.actor, product_id=product_id)
    messages.success(request, _("已下架。新的一轮里不再出现，已有的订购和订单不受影响。"))
    return redirect("product", product_id=product_id)


@route(EDIT, methods=("POST",))
def product_return(request: Asked, product_id: int) -> HttpResponse:
    deeds.bring_back(by=request.actor, product_id=product_id)
    messages.success(request, _("已重新上架。"))
    return redirect("product", product_id=product_id)


@route(SEE)
def suppliers(request: Asked) -> HttpResponse:
    """?state=blocked shows those set aside."""
    blocked = request.GET.get("state") == "blocked"
    rows = read.suppliers(request.actor, blocked=True).filter(blocked_at__isnull=not blocked)
    address = reverse("suppliers")
    tabs = [
        {"key": "good", "word": _("可以采购"), "url": address},
        {"key": "blocked", "word": _("已停用"), "url": f"{address}?state=blocked"},
    ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **ROOM, "page": page, "tabs": tabs, "tab": "blocked" if blocked else "good",
        "may_edit": request.actor.may(EDIT),
    }  # fmt: skip
    return render(request, "supply/suppliers.html", context)


@route(SEE)
def supplier(request: Asked, supplier_id: int) -> HttpResponse:
    row = read.supplier(request.actor, supplier_id)
    context = {
        **ROOM, "row": row, "rounds": with_words(read.rounds_touched(request.actor, supplier_id=row.id)),
        "may_edit": request.actor.may(EDIT),
    }  # fmt: skip
    return render(request, "supply/supplier.html", context)


@route(EDIT, methods=("GET", "POST"))
def supplier_add(request: Asked) -> HttpResponse:
    return supplier_page(request, forms.SupplierForm(request.POST or None, actor=request.actor), None)


@route(EDIT, methods=("GET", "POST"))
def supplier_edit(request: Asked, supplier_id: int) -> HttpResponse:
    row = read.supplier(request.actor, supplier_id, to=EDIT)
    form = forms.SupplierForm(request.POST or None, actor=request.actor, initial=forms.of_supplier(row))
    form.fields.pop("subdistrict", None)
    return supplier_page(request, form, row)


def supplier_page(request: Asked, form: forms.SupplierForm, row: Any) -> HttpResponse:
    """The form of a supplier, and saving it."""
    asked = request.method == "POST"
    if asked and form.is_valid():
        try:
            saved = supplier_deeds.save(
                by=request.actor, subdistrict_id=row.subdistrict_id if row else form.subdistrict_id(),
                terms=form.terms(), supplier_id=row.id if row else None,
            )  # fmt: skip
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": saved.name})
            return redirect("supplier", supplier_id=saved.id)
    context = {**ROOM, "form": form, "row": row}
    return render(request, "supply/supplier_form.html", context, status=422 if asked else 200)


@route(EDIT, methods=("GET", "POST"))
def supplier_block(request: Asked, supplier_id: int) -> HttpResponse:
    """Which rounds are touched, and why it is set aside."""
    row = read.supplier(request.actor, supplier_id, to=EDIT)
    fault = ""
    if request.method == "POST":
        try:
            supplier_deeds.block(by=request.actor, supplier_id=row.id, reason=request.POST.get("reason", ""))
            messages.success(request, _("“%(name)s”已停用，新的一轮里不能再选它。") % {"name": row.name})
            return redirect("supplier", supplier_id=row.id)
        except NotYours:
            raise
        except Refusal as refusal:
            fault = sentence(refusal)
    rounds = with_words(read.rounds_touched(request.actor, supplier_id=row.id))
    context = {**ROOM, "row": row, "rounds": rounds, "fault": fault}
    return render(request, "supply/supplier_block.html", context, status=422 if fault else 200)


@route(EDIT, methods=("POST",))
def supplier_unblock(request: Asked, supplier_id: int) -> HttpResponse:
    supplier_deeds.unblock(by=request.actor, supplier_id=supplier_id)
    messages.success(request, _("已恢复，可以再向它采购。"))
    return redirect("supplier", supplier_id=supplier_id)
