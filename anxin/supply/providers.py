"""Where a payment provider plugs in. The offline one stands behind it: a person counts the money.

A provider talks to its network here and nowhere else, never inside a transaction. It is chosen by code in the
settings (`PAYMENT_PROVIDER`); a new one is a class with these three methods and a line in `PROVIDERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from anxin.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be paid: nothing in it says who lives where."""

    subdistrict_id: int
    order_ref: str
    fen: int


@dataclass(frozen=True, slots=True)
class Instruction:
    """What the household does. `code` has a sentence in the door; `url` is empty when there is nothing to open."""

    code: str
    fen: int
    reference: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """Money that has come, as the provider signs for it. `key` is the provider's own, so that it counts once."""

    provider: str
    subdistrict_id: int
    order_ref: str
    fen: int
    reference: str
    key: str


@dataclass(frozen=True, slots=True)
class RefundFact:
    """What became of money sent back. Not `done`: a person pays it out and notes the reference."""

    done: bool
    reference: str = ""


class Provider(Protocol):
    name: str

    def ask(self, order: Ask) -> Instruction:
        """How this order is paid. May talk to the network."""
        ...

    def confirm(self, callback: Mapping[str, str]) -> PaymentFact:
        """Read and verify a message of the provider. Refuses `payment.callback_wrong`."""
        ...

    def refund(self, order: Ask, reference: str) -> RefundFact:
        """Send `order.fen` of the payment with this reference back. May talk to the network."""
        ...


class Offline:
    """Cash at the door, or a transfer with the order's short code as its note. Nobody else is asked."""

    name = "offline"

    def ask(self, order: Ask) -> Instruction:
        return Instruction("pay.cash_or_transfer", order.fen, order.order_ref)

    def confirm(self, callback: Mapping[str, str]) -> PaymentFact:
        """No network signs for cash: whoever counted it records it at the desk."""
        raise Refusal("payment.callback_wrong")

    def refund(self, order: Ask, reference: str) -> RefundFact:
        return RefundFact(done=False)


PROVIDERS: dict[str, Callable[[], Provider]] = {"offline": Offline}


def chosen(name: str = "") -> Provider:
    """The provider of this installation, or a named one. Refuses `payment.provider_unknown`."""
    name = name or settings.PAYMENT_PROVIDER
    if name not in PROVIDERS:
        raise Refusal("payment.provider_unknown", provider=name)
    return PROVIDERS[name]()
