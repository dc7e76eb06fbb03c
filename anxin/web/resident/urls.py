"""Addresses under a card. `card` is the subdistrict's code, a dash and the token; it is a key and never logged by us."""

from django.urls import path

from anxin.web.resident import asking, home, ordering, receipt

urlpatterns = [
    path("h/<str:card>/", home.home, name="card_home"),
    path("h/<str:card>/order/", ordering.offers, name="card_offers"),
    path("h/<str:card>/order/<int:round_id>/", ordering.offer, name="card_offer"),
    path("h/<str:card>/mine/", ordering.mine, name="card_orders"),
    path("h/<str:card>/mine/<int:order_id>/", ordering.one, name="card_order"),
    path("h/<str:card>/mine/<int:order_id>/cancel/", ordering.cancel, name="card_cancel"),
    path("h/<str:card>/mine/<int:order_id>/received/", receipt.received, name="card_received"),
    path("h/<str:card>/mine/<int:order_id>/wrong/", receipt.wrong, name="card_wrong"),
    path("h/<str:card>/help/", asking.ask, name="card_help"),
]
