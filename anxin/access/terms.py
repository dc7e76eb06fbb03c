"""Roles and permissions. Roles are code: an office grants them, it does not invent them."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Verb on noun; one per kind of deed or view, declared on every route."""

    AREA_SEE = "area.see"
    AREA_EDIT = "area.edit"
    ZONE_SET = "zone.set"
    HOUSEHOLD_SEE = "household.see"
    HOUSEHOLD_EDIT = "household.edit"
    HEALTH_SEE = "health.see"  # care flags in words; others see only where goods go
    CARD_ISSUE = "card.issue"
    REGISTER_IMPORT = "register.import"
    EXPORT = "export"
    GRANT_EDIT = "grant.edit"
    BOOK_READ = "book.read"
    TODAY_SEE = "today.see"
    ROUND_SEE = "round.see"
    ROUND_EDIT = "round.edit"
    MESSAGE_PASTE = "message.paste"
    ENTRY_REVIEW = "entry.review"
    ORDER_SEE = "order.see"
    ORDER_ENTER = "order.enter"  # for somebody else, marked so
    ORDER_OWN = "order.own"  # the household for itself
    PURCHASE_EDIT = "purchase.edit"
    PURCHASE_SEE = "purchase.see"
    RECEIPT_RECORD = "receipt.record"
    SHARE_OUT = "share.out"
    MONEY_SEE = "money.see"
    MONEY_RECORD = "money.record"
    COMPLAINT_ANSWER = "complaint.answer"
    WAVE_SEE = "wave.see"
    WAVE_PLAN = "wave.plan"
    LABEL_PRINT = "label.print"
    SLOT_CALL = "slot.call"
    HANDOVER_RECORD = "handover.record"
    HOUSEHOLD_OWN = "household.own"  # the household's own page


class Role(StrEnum):
    HEADQUARTERS = "headquarters"  # 指挥部
    OFFICER = "officer"  # 街道
    COMMUNITY_WORKER = "community_worker"  # 社区
    GRID_WORKER = "grid_worker"  # 网格员
    BUILDING_CHIEF = "building_chief"  # 楼栋长
    UNIT_CHIEF = "unit_chief"  # 单元长
    LIAISON = "liaison"  # 安心联络员
    PROPERTY = "property"  # 物业
    DOCTOR = "doctor"
    COUNSELLOR = "counsellor"
    TRACER = "tracer"
    VOLUNTEER = "volunteer"
    SUPPLIER = "supplier"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    HOUSEHOLD = "household"  # nobody grants it: the card is the grant


P = Permission
_EYES = {P.AREA_SEE, P.TODAY_SEE, P.ROUND_SEE, P.WAVE_SEE}
_SUPPLY_DESK = {
    P.ROUND_EDIT, P.MESSAGE_PASTE, P.ENTRY_REVIEW, P.ORDER_SEE, P.ORDER_ENTER, P.PURCHASE_SEE, P.PURCHASE_EDIT,
    P.RECEIPT_RECORD, P.SHARE_OUT, P.MONEY_SEE, P.MONEY_RECORD, P.COMPLAINT_ANSWER, P.WAVE_PLAN, P.LABEL_PRINT,
    P.SLOT_CALL, P.HANDOVER_RECORD,
}  # fmt: skip
_REGISTER_DESK = {P.AREA_EDIT, P.HOUSEHOLD_SEE, P.HOUSEHOLD_EDIT, P.CARD_ISSUE, P.REGISTER_IMPORT, P.EXPORT}
_CHIEF = {
    P.ROUND_SEE, P.WAVE_SEE, P.AREA_SEE, P.HOUSEHOLD_SEE, P.ORDER_SEE, P.ORDER_ENTER, P.MESSAGE_PASTE,
    P.ENTRY_REVIEW, P.HANDOVER_RECORD, P.SLOT_CALL, P.LABEL_PRINT,
}  # fmt: skip

ROLES: dict[Role, frozenset[Permission]] = {
    Role.HEADQUARTERS: frozenset(_EYES | {P.PURCHASE_SEE, P.MONEY_SEE, P.ZONE_SET, P.BOOK_READ}),
    Role.OFFICER: frozenset(
        _EYES | _SUPPLY_DESK | _REGISTER_DESK | {P.ZONE_SET, P.GRANT_EDIT, P.HEALTH_SEE, P.BOOK_READ}
    ),
    Role.COMMUNITY_WORKER: frozenset(_EYES | _SUPPLY_DESK | _REGISTER_DESK | {P.HEALTH_SEE}),
    Role.GRID_WORKER: frozenset(
        _EYES | _CHIEF | {P.HEALTH_SEE, P.HOUSEHOLD_EDIT, P.CARD_ISSUE, P.RECEIPT_RECORD}
    ),
    Role.BUILDING_CHIEF: frozenset(_CHIEF),
    Role.UNIT_CHIEF: frozenset(_CHIEF - {P.MESSAGE_PASTE, P.ENTRY_REVIEW}),
    Role.LIAISON: frozenset(_EYES),
    Role.PROPERTY: frozenset(
        {P.AREA_SEE, P.WAVE_SEE, P.RECEIPT_RECORD, P.SLOT_CALL, P.HANDOVER_RECORD, P.LABEL_PRINT}
    ),
    Role.DOCTOR: frozenset({P.AREA_SEE, P.HOUSEHOLD_SEE, P.HEALTH_SEE}),
    Role.COUNSELLOR: frozenset({P.AREA_SEE}),
    Role.TRACER: frozenset({P.AREA_SEE, P.HOUSEHOLD_SEE, P.HEALTH_SEE}),
    Role.VOLUNTEER: frozenset({P.WAVE_SEE, P.HANDOVER_RECORD, P.SLOT_CALL}),
    Role.SUPPLIER: frozenset({P.PURCHASE_SEE}),
    Role.AUDITOR: frozenset({P.AREA_SEE, P.BOOK_READ, P.TODAY_SEE, P.ROUND_SEE, P.MONEY_SEE}),
    Role.OPERATOR: frozenset({P.AREA_SEE, P.GRANT_EDIT, P.BOOK_READ}),
    Role.HOUSEHOLD: frozenset({P.HOUSEHOLD_OWN, P.ORDER_OWN}),
}

GRANTABLE = tuple(role for role in Role if role is not Role.HOUSEHOLD)
