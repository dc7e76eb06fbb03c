"""Codes of supply."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """As in the catalogue. Medicine and protective goods are known to the reader and never sold in a round."""

    VEGETABLE = "vegetable"
    FRUIT = "fruit"
    MEAT_FISH = "meat_fish"
    EGG = "egg"
    DAIRY = "dairy"
    SOY = "soy"
    STAPLE = "staple"
    OIL_CONDIMENT = "oil_condiment"
    DRINK_SNACK = "drink_snack"
    BABY = "baby"
    HOUSEHOLD = "household"
    PACK = "pack"
    MEDICINE = "medicine"
    PROTECTIVE = "protective"


class Storage(StrEnum):
    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"  # 开团
    CLOSED = "closed"  # 截单
    BOUGHT = "bought"
    ARRIVED = "arrived"
    SHARED = "shared"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Source(StrEnum):
    """Where a wish was said."""

    CHAT = "chat"
    PAGE = "page"  # the household itself
    WORKER = "worker"  # by phone or at the door, for them
    PAPER = "paper"


class OrderState(StrEnum):
    ACTIVE = "active"
    WAITING = "waiting"  # after the hard close
    CANCELLED = "cancelled"


class LineState(StrEnum):
    ORDERED = "ordered"
    CONFLICT = "conflict"  # two sources say two things; a person settles it
    SHARED = "shared"  # given_milli is final
    CANCELLED = "cancelled"


class EntryState(StrEnum):
    TAKEN = "taken"
    REVIEW = "review"
    DISMISSED = "dismissed"
    NOTED = "noted"  # a need, a temperature: on the day's list until care takes it


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    WITHDRAWN = "withdrawn"


class PurchaseState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class BatchState(StrEnum):
    FULL = "full"
    SHORT = "short"
    SPOILED = "spoiled"
    SUBSTITUTED = "substituted"


class MoveKind(StrEnum):
    """Signs of the stock ledger: received is +, all others are -."""

    RECEIVED = "received"
    SPOILED = "spoiled"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"  # from a door back to the point: +
    SURPLUS = "surplus"  # left after everybody was served, given on


class PaymentKind(StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"
    ONLINE = "online"


class RefundState(StrEnum):
    OWED = "owed"
    PAID = "paid"
    WAIVED = "waived"  # the household gave it up, with a word


class ComplaintKind(StrEnum):
    MISSED = "missed"
    WRONG = "wrong"
    SPOILED = "spoiled"


class ComplaintState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    EXPLAINED = "explained"
