"""Addresses of delivery on the desk."""

from django.urls import path

from anxin.web.delivery_desk import holding, printing, waves

urlpatterns = [
    path("waves/", waves.show_all, name="waves"),
    path("waves/<int:wave_id>/", waves.show, name="wave"),
    path("waves/<int:wave_id>/why/<int:stop_id>/", waves.why, name="stop_why"),
    path("waves/<int:wave_id>/publish/", waves.publish, name="wave_publish"),
    path("waves/<int:wave_id>/cancel/", waves.cancel, name="wave_cancel"),
    path("waves/<int:wave_id>/again/", waves.again, name="wave_again"),
    path("waves/<int:wave_id>/state/", waves.state, name="wave_state"),
    path("waves/<int:wave_id>/labels.pdf", printing.labels, name="wave_labels"),
    path("waves/<int:wave_id>/run-sheets.pdf", printing.run_sheets, name="wave_run_sheets"),
    path("waves/<int:wave_id>/slots.pdf", printing.slot_sheet, name="wave_slot_sheet"),
    path("waves/<int:wave_id>/stops.xlsx", printing.stops_table, name="wave_stops_table"),
    path("rounds/<int:round_id>/waves/plan/", waves.plan_round, name="waves_plan_round"),
    path("rounds/<int:round_id>/compounds/<int:compound_id>/wave/", waves.plan_compound, name="wave_plan"),
    path("stops/<int:stop_id>/excuse/", waves.excuse, name="stop_excuse"),
    path("holds/", holding.show, name="holds"),
    path("holds/print.pdf", holding.sheet, name="holds_sheet"),
    path("holds/<int:hold_id>/retry/", holding.retry, name="hold_retry"),
    path("holds/<int:hold_id>/close/", holding.close, name="hold_close"),
]
