"""Addresses of 设置."""

from django.urls import path

from anxin.web.settings_desk import accounts, areas, homes, register

urlpatterns = [
    path("settings/", areas.home, name="settings"),
    path("settings/communities/new/", areas.community_add, name="community_add"),
    path("settings/compounds/", areas.compound_list, name="compounds"),
    path("settings/compounds/new/", areas.compound_add, name="compound_add"),
    path("settings/compounds/<int:compound_id>/", areas.compound, name="compound"),
    path("settings/compounds/<int:compound_id>/edit/", areas.compound_edit, name="compound_edit"),
    path("settings/compounds/<int:compound_id>/zone/", areas.zone, name="compound_zone"),
    path("settings/compounds/<int:compound_id>/cards/", homes.compound_cards, name="compound_cards"),
    path("settings/compounds/<int:compound_id>/buildings/new/", areas.building_add, name="building_add"),
    path("settings/buildings/<int:building_id>/", areas.building, name="building"),
    path("settings/buildings/<int:building_id>/cards.pdf", homes.building_card_sheet, name="building_cards"),
    path("settings/doors/<int:door_id>/home/", homes.home_add, name="household_add"),
    path("settings/households/", homes.home_list, name="households"),
    path("settings/households.xlsx", homes.export, name="households_export"),
    path("settings/households/<int:household_id>/", homes.home, name="household"),
    path("settings/households/<int:household_id>/phone/", homes.phone, name="household_phone"),
    path("settings/households/<int:household_id>/edit/", homes.home_edit, name="household_edit"),
    path("settings/households/<int:household_id>/move-out/", homes.move_out, name="household_move_out"),
    path("settings/households/<int:household_id>/care/", homes.care, name="household_care"),
    path("settings/households/<int:household_id>/card/", homes.card, name="household_card"),
    path("settings/households/<int:household_id>/card.pdf", homes.card_sheet, name="household_card_sheet"),
    path("settings/flags/<int:flag_id>/end/", homes.flag_end, name="flag_end"),
    path("settings/imports/", register.import_list, name="imports"),
    path("settings/imports/template.xlsx", register.import_template, name="import_template"),
    path("settings/imports/<int:import_id>/", register.import_page, name="import"),
    path("settings/imports/<int:import_id>/confirm/", register.import_confirm, name="import_confirm"),
    path("settings/imports/<int:import_id>/drop/", register.import_drop, name="import_drop"),
    path("settings/imports/<int:import_id>/resume/", register.import_resume, name="import_resume"),
    path("settings/imports/<int:import_id>/faulty.xlsx", register.import_faults, name="import_faults"),
    path("settings/people/", accounts.people, name="people"),
    path("settings/people/new/", accounts.person_add, name="person_add"),
    path("settings/people/<int:user_id>/", accounts.person, name="person"),
    path("settings/people/<int:user_id>/password/", accounts.password_reset, name="password_reset"),
    path("settings/grants/<int:grant_id>/end/", accounts.grant_end, name="grant_end"),
]
