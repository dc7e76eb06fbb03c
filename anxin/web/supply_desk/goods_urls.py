"""Addresses of goods and money in 保供."""

from __future__ import annotations

from django.urls import path

from anxin.web.supply_desk import goods_arrivals, goods_buying, goods_sharing, money_pages

urlpatterns = [
    path("rounds/<int:round_id>/buying/", goods_buying.buying, name="buying"),
    path("rounds/<int:round_id>/buying/draft/", goods_buying.buying_draft, name="buying_draft"),
    path("purchases/<int:purchase_id>/", goods_buying.purchase, name="purchase"),
    path("purchases/<int:purchase_id>/cases/", goods_buying.purchase_cases, name="purchase_cases"),
    path("purchases/<int:purchase_id>/send/", goods_buying.purchase_send, name="purchase_send"),
    path("purchases/<int:purchase_id>/cancel/", goods_buying.purchase_cancel, name="purchase_cancel"),
    path("purchases/<int:purchase_id>/order.pdf", goods_buying.purchase_print, name="purchase_print"),
    path("purchases/<int:purchase_id>/order.xlsx", goods_buying.purchase_sheet, name="purchase_sheet"),
    path("unloading/", goods_arrivals.unloading, name="unloading"),
    path("rounds/<int:round_id>/arrivals/", goods_arrivals.arrivals, name="arrivals"),
    path("rounds/<int:round_id>/arrivals/<int:compound_id>/", goods_arrivals.arrival, name="arrival"),
    path(
        "rounds/<int:round_id>/arrivals/<int:compound_id>/write-off/",
        goods_arrivals.write_off,
        name="write_off",
    ),
    path("batches/<int:batch_id>/recall/", goods_arrivals.recall, name="recall"),
    path("rounds/<int:round_id>/sharing/", goods_sharing.sharing, name="sharing"),
    path("rounds/<int:round_id>/sharing/share/", goods_sharing.share_out, name="share_out"),
    path("rounds/<int:round_id>/give-on/", goods_sharing.give_on, name="give_on"),
    path("rounds/<int:round_id>/lines/", goods_sharing.goods_lines, name="goods_lines"),
    path("rounds/<int:round_id>/moves/", goods_sharing.stock_moves, name="stock_moves"),
    path("payments/", money_pages.payments, name="payments"),
    path("payments/many/", money_pages.payments_many, name="payments_many"),
    path("orders/<int:order_id>/payment/", money_pages.payment_record, name="payment_record"),
    path("refunds/", money_pages.refunds, name="refunds"),
    path("refunds/<int:refund_id>/pay/", money_pages.refund_pay, name="refund_pay"),
    path("refunds/<int:refund_id>/waive/", money_pages.refund_waive, name="refund_waive"),
    path("complaints/", money_pages.complaints, name="complaints"),
    path("complaints/<int:complaint_id>/answer/", money_pages.complaint_answer, name="complaint_answer"),
    path("complaints/<int:complaint_id>/settle/", money_pages.complaint_settle, name="complaint_settle"),
    path("rounds/<int:round_id>/settlement/", money_pages.settlement, name="settlement"),
    path("rounds/<int:round_id>/settlement/settle/", money_pages.settle, name="settle"),
]
