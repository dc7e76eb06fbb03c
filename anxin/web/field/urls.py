"""Addresses of the field pages; all under /field/, which the offline worker looks after."""

from django.urls import path

from anxin.web.field import caller, walking

urlpatterns = [
    path("field/", walking.show, name="field_list"),
    path("field/area/", walking.show_area, name="field_area"),
    path("field/sync/", walking.sync, name="field_sync"),
    path("field/stops/<int:stop_id>/", walking.tick, name="field_tick"),
    path("field/waves/<int:wave_id>/take/", walking.take, name="trip_take"),
    path("field/waves/<int:wave_id>/give-back/", walking.give_back, name="trip_give_back"),
    path("field/waves/<int:wave_id>/caller/", caller.show, name="caller"),
    path("field/waves/<int:wave_id>/caller/mark/", caller.mark, name="caller_mark"),
    path("field/photos/<int:handover_id>/", walking.photo, name="handover_photo"),
]
