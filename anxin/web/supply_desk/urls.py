"""Addresses of 保供. Three blocks: orders, the shelf, goods."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from anxin.web.supply_desk import goods_urls, rounds, rounds_share, shelf
from anxin.web.supply_desk import orders_chat as chat
from anxin.web.supply_desk import orders_entry as entry
from anxin.web.supply_desk import orders_grid as grid

ORDERS: list[URLPattern | URLResolver] = [
    path("", rounds.listing, name="supply"),
    path("rounds/", rounds.listing, name="rounds"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<int:round_id>/", rounds.show, name="round"),
    path("rounds/<int:round_id>/edit/", rounds.edit, name="round_edit"),
    path("rounds/<int:round_id>/open/", rounds.open_round, name="round_open"),
    path("rounds/<int:round_id>/close/", rounds.close_round, name="round_close"),
    path("rounds/<int:round_id>/reopen/", rounds.reopen_round, name="round_reopen"),
    path("rounds/<int:round_id>/cancel/", rounds.cancel_round, name="round_cancel"),
    path("rounds/<int:round_id>/share/", rounds_share.share, name="round_share"),
    path("rounds/<int:round_id>/poster.pdf", rounds_share.price_poster, name="round_poster"),
    path(
        "rounds/<int:round_id>/sheets/<int:compound_id>.pdf",
        rounds_share.stair_sheets,
        name="round_sheets",
    ),
    path("rounds/<int:round_id>/orders/", grid.order_grid, name="order_grid"),
    path("rounds/<int:round_id>/orders.xlsx", grid.order_export, name="order_export"),
    path("rounds/<int:round_id>/waiting/", grid.waiting_list, name="waiting_list"),
    path("rounds/<int:round_id>/enter/", entry.find_home, name="find_home"),
    path("rounds/<int:round_id>/enter/<int:household_id>/", entry.enter_order, name="enter_order"),
    path("rounds/<int:round_id>/paper/<int:stair_id>/", entry.paper_sheet, name="paper_sheet"),
    path("rounds/<int:round_id>/paste/", chat.paste, name="paste"),
    path("rounds/<int:round_id>/review/", chat.review, name="review"),
    path("rounds/<int:round_id>/needs/", chat.needs, name="needs"),
    path("orders/<int:order_id>/cell/", grid.set_cell, name="order_cell"),
    path("orders/<int:order_id>/cancel/", grid.cancel_order, name="order_cancel"),
    path("orders/<int:order_id>/take/", grid.take_waiting, name="take_waiting"),
    path("messages/<int:message_id>/", chat.message, name="message"),
    path("entries/<int:entry_id>/accept/", chat.accept_entry, name="entry_accept"),
    path("entries/<int:entry_id>/dismiss/", chat.dismiss_entry, name="entry_dismiss"),
    path("entries/<int:entry_id>/reopen/", chat.reopen_entry, name="entry_reopen"),
]

SHELF: list[URLPattern | URLResolver] = [
    path("products/", shelf.products, name="products"),
    path("products/catalogue/", shelf.catalogue_load, name="catalogue_load"),
    path("products/add/", shelf.product_add, name="product_add"),
    path("products/<int:product_id>/", shelf.product, name="product"),
    path("products/<int:product_id>/edit/", shelf.product_edit, name="product_edit"),
    path("products/<int:product_id>/retire/", shelf.product_retire, name="product_retire"),
    path("products/<int:product_id>/return/", shelf.product_return, name="product_return"),
    path("suppliers/", shelf.suppliers, name="suppliers"),
    path("suppliers/add/", shelf.supplier_add, name="supplier_add"),
    path("suppliers/<int:supplier_id>/", shelf.supplier, name="supplier"),
    path("suppliers/<int:supplier_id>/edit/", shelf.supplier_edit, name="supplier_edit"),
    path("suppliers/<int:supplier_id>/block/", shelf.supplier_block, name="supplier_block"),
    path("suppliers/<int:supplier_id>/unblock/", shelf.supplier_unblock, name="supplier_unblock"),
]

urlpatterns: list[URLPattern | URLResolver] = [*ORDERS, *SHELF, *goods_urls.urlpatterns]
