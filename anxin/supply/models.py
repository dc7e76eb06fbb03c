"""Rows of supply. Quantities are thousandths of the unit, money is fen; stock and money are ledgers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.kernel.marks import privacy
from anxin.kernel.paths import PathField
from anxin.kernel.rows import Ref, Tenant
from anxin.kernel.secrets import SealedField
from anxin.supply import terms


class Supplier(Tenant):
    """保供单位. Blocked with a reason when its goods were bad; its history stays."""

    name = models.CharField(max_length=80)
    licence = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=40, blank=True)
    phone = SealedField(blank=True, default="")
    min_order_fen = models.BigIntegerField(default=0)
    delivery_fen = models.BigIntegerField(default=0)
    blocked_at = models.DateTimeField(null=True)
    blocked_reason = models.CharField(max_length=200, blank=True)
    privacy = privacy(
        open="name licence min_order_fen delivery_fen blocked_at blocked_reason",
        personal="contact phone",
        keep="forever",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "name"], name="supply_supplier_name")
        ]


class Product(Tenant):
    """Something that can be ordered: an article, or a pack (包) made of articles. Medicine is never sold here."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    name_hant = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    category = models.CharField(max_length=20)
    unit = models.CharField(max_length=8)
    units = models.JSONField(default=list, blank=True)  # "斤=500g" as in the catalogue: how units convert
    storage = models.CharField(max_length=10, default="ambient")
    gram = models.IntegerField(default=0)  # of one unit
    retired_at = models.DateTimeField(null=True)
    privacy = privacy(
        open="code name name_hant name_en aliases category unit units storage gram retired_at", keep="forever"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "code"], name="supply_product_code"),
            models.UniqueConstraint(fields=["subdistrict_id", "name"], name="supply_product_name"),
        ]


class PackItem(Tenant):
    """What is in a pack; a bundle is the same for a whole round, whatever the compound."""

    pack_id: int
    pack = Ref("supply.Product", on_delete=models.CASCADE, related_name="pack_items")
    product_id: int
    product = Ref("supply.Product")
    qty_milli = models.BigIntegerField()
    unit = models.CharField(max_length=8)
    privacy = privacy(open="qty_milli unit", keep="forever")


class Round(Tenant):
    """One order relay (接龙): open, close, buy, share out, settle. `path` is the area it was opened for."""

    title = models.CharField(max_length=80)
    ref = models.CharField(max_length=12)
    path = PathField()
    state = models.CharField(
        max_length=12, choices=[(s, s) for s in terms.RoundState], default=terms.RoundState.DRAFT
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()  # the cut-off people are told
    hard_closes_at = models.DateTimeField()  # after this an order waits
    arrives_at = models.DateTimeField()
    organiser = models.CharField(max_length=40)
    organiser_phone = SealedField(blank=True, default="")
    after_sales = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    delivery_fen = models.BigIntegerField(default=0)  # per order, shown apart on the price card
    made_by = models.CharField(max_length=40)
    closed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    privacy = privacy(
        open="title ref path state opens_at closes_at hard_closes_at arrives_at after_sales note delivery_fen made_by "
        "closed_at settled_at version",
        personal="organiser organiser_phone",  # told to the round's own households, not to the world
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "ref"], name="supply_round_ref"),
            models.CheckConstraint(
                condition=Q(state__in=list(terms.RoundState)), name="supply_round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(hard_closes_at__gte=F("closes_at")), name="supply_round_close_order"
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict_id", "state", "closes_at"], name="supply_round_state_ix")
        ]


class RoundSite(Tenant):
    """A compound taking part in a round, with the counters its pages show."""

    round_id: int
    round = Ref("supply.Round", on_delete=models.CASCADE, related_name="sites")
    compound_id: int
    compound = Ref("places.Compound")
    orders = models.IntegerField(default=0)  # kept by the actions; pages read it instead of counting
    path = PathField()
    privacy = privacy(open="orders path", keep="retention.order_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "compound_id"], name="supply_site_once"
            )
        ]


class RoundItem(Tenant):
    """A product or pack as offered in this round: the row of the price card."""

    round_id: int
    round = Ref("supply.Round", on_delete=models.CASCADE, related_name="items")
    product_id: int
    product = Ref("supply.Product")
    supplier_id: int
    supplier = Ref("supply.Supplier")
    code = models.CharField(max_length=4)  # "A": what people write in the chat
    unit = models.CharField(max_length=8)
    step_milli = models.BigIntegerField(default=1000)  # smallest amount that can be ordered
    supplier_fen = models.BigIntegerField()  # per unit, what the supplier takes
    fee_fen = models.BigIntegerField(default=0)  # per unit, packing and the like, shown apart
    case_units = models.IntegerField(default=1)
    min_units = models.IntegerField(default=0)  # the supplier's minimum for this product, over all compounds
    limit_milli = models.BigIntegerField(null=True)  # per household
    left_milli = models.BigIntegerField(null=True)  # scarce from the start; null: no limit known
    order = models.IntegerField(default=0)
    privacy = privacy(
        open="code unit step_milli supplier_fen fee_fen case_units min_units limit_milli left_milli order",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "product_id"], name="supply_item_product"
            ),
            models.UniqueConstraint(fields=["subdistrict_id", "round_id", "code"], name="supply_item_code"),
            models.CheckConstraint(
                condition=Q(left_milli=None) | Q(left_milli__gte=0), name="supply_item_left"
            ),
            models.CheckConstraint(
                condition=Q(supplier_fen__gte=0, fee_fen__gte=0, case_units__gte=1, step_milli__gte=1),
                name="supply_item_amounts",
            ),
        ]


class Message(Tenant):
    """A text as it was pasted, kept whole: every line of an order leads back to its words."""

    round_id: int
    round = Ref("supply.Round", on_delete=models.CASCADE, related_name="messages")
    compound_id: int
    compound = Ref("places.Compound")
    text = models.TextField()
    text_hash = models.CharField(max_length=64)  # the same paste twice is one message
    sender = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10)
    snapshot = models.IntegerField(default=0)  # nth copy of the same relay; 0: not a relay
    pasted_by = models.CharField(max_length=40)
    pasted_at = models.DateTimeField()
    path = PathField()
    privacy = privacy(
        open="text_hash kind snapshot pasted_by pasted_at path",
        personal="text sender",
        keep="retention.message_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "compound_id", "text_hash"], name="supply_message_once"
            )
        ]


class Entry(Tenant):
    """What the reader made of one row or message, with its words, its doubts and what became of it."""

    message_id: int
    message = Ref("supply.Message", on_delete=models.CASCADE, related_name="entries")
    round_id: int
    round = Ref("supply.Round")
    compound_id: int
    compound = Ref("places.Compound")
    row = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    address = models.JSONField(null=True)
    contact = models.JSONField(null=True)
    lines = models.JSONField(default=list)
    intent = models.CharField(max_length=10)
    needs = models.JSONField(default=list)
    temperature = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    spans = models.JSONField(default=list)
    author = models.CharField(max_length=60, blank=True)
    confidence = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(s, s) for s in terms.EntryState])
    change = models.CharField(
        max_length=10, choices=[(c, c) for c in terms.Change], default=terms.Change.ADDED
    )
    household_id: int | None
    household = Ref("households.Household", null=True)
    settled_by = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    path = PathField()
    privacy = privacy(
        open="row start end intent confidence reasons state change settled_by settled_at version path",
        personal="address contact lines spans author",
        health="needs temperature",
        keep="retention.message_days",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(terms.EntryState)), name="supply_entry_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict_id", "round_id", "state", "id"], name="supply_entry_state_ix"),
            models.Index(fields=["subdistrict_id", "path"], name="supply_entry_path_ix"),
        ]


class Order(Tenant):
    """What one household ordered in one round, whatever the ways it was said: one order, no doubles."""

    round_id: int
    round = Ref("supply.Round", related_name="orders")
    household_id: int
    household = Ref("households.Household")
    compound_id: int
    compound = Ref("places.Compound")
    ref = models.CharField(max_length=12)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in terms.OrderState], default=terms.OrderState.ACTIVE
    )
    source = models.CharField(max_length=8, choices=[(s, s) for s in terms.Source])  # where it was said first
    entered_by = models.CharField(max_length=40)  # "card:…" is the household itself
    goods_fen = models.BigIntegerField(default=0)  # what is due now, kept by the actions from the lines
    fee_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)  # sum of payments minus paid refunds, kept by the actions
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    path = PathField()
    privacy = privacy(
        open="ref state source entered_by goods_fen fee_fen paid_fen made_at changed_at version path",
        personal="note",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "household_id"], name="supply_order_once"
            ),
            models.UniqueConstraint(fields=["subdistrict_id", "ref"], name="supply_order_ref"),
            models.CheckConstraint(
                condition=Q(state__in=list(terms.OrderState)), name="supply_order_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict_id", "round_id", "path"], name="supply_order_path_ix"),
            models.Index(fields=["subdistrict_id", "round_id", "compound_id"], name="supply_order_site_ix"),
        ]


class OrderLine(Tenant):
    """Product and amount. Ordered = given + short, always; the refund of what is short stands beside it."""

    order_id: int
    order = Ref("supply.Order", on_delete=models.CASCADE, related_name="lines")
    item_id: int
    item = Ref("supply.RoundItem", related_name="order_lines")
    qty_milli = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in terms.LineState], default=terms.LineState.ORDERED
    )
    given_milli = models.BigIntegerField(null=True)  # after sharing out
    short_milli = models.BigIntegerField(default=0)
    rule = models.CharField(max_length=60, blank=True)  # which rule gave this result
    reason = models.JSONField(default=dict)
    refund_fen = models.BigIntegerField(default=0)
    note = models.CharField(max_length=120, blank=True)
    privacy = privacy(
        open="qty_milli state given_milli short_milli rule reason refund_fen",
        personal="note",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "order_id", "item_id"], name="supply_line_once"
            ),
            models.CheckConstraint(condition=Q(qty_milli__gte=0), name="supply_line_not_negative"),
            models.CheckConstraint(
                condition=Q(given_milli=None) | Q(qty_milli=F("given_milli") + F("short_milli")),
                name="supply_line_balances",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(terms.LineState)), name="supply_line_state_known"
            ),
        ]


class Claim(Tenant):
    """One source's word on one line. Two that differ make a conflict, shown with both words."""

    line_id: int
    line = Ref("supply.OrderLine", on_delete=models.CASCADE, related_name="claims")
    source = models.CharField(max_length=8, choices=[(s, s) for s in terms.Source])
    qty_milli = models.BigIntegerField()
    said_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    entry_id: int | None
    entry = Ref("supply.Entry", null=True)  # leads to the words in the chat
    settled = models.BooleanField(default=False)  # a person has decided over it
    privacy = privacy(open="source qty_milli said_at by settled", keep="retention.order_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "line_id", "source"], name="supply_claim_source"
            ),
            models.CheckConstraint(condition=Q(qty_milli__gte=0), name="supply_claim_not_negative"),
        ]


class PurchaseOrder(Tenant):
    """What is asked of one supplier for one round, all compounds pooled."""

    round_id: int
    round = Ref("supply.Round", related_name="purchase_orders")
    supplier_id: int
    supplier = Ref("supply.Supplier")
    ref = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=[(s, s) for s in terms.PurchaseState])
    goods_fen = models.BigIntegerField(default=0)
    delivery_fen = models.BigIntegerField(default=0)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)  # solver, seed, bound, unmet minimums
    path = PathField()
    version = models.IntegerField(default=1)
    privacy = privacy(
        open="ref state goods_fen delivery_fen made_by made_at sent_at facts path version",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "ref"], name="supply_purchase_ref"),
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "supplier_id"],
                condition=~Q(state="cancelled"),
                name="supply_purchase_once",
            ),
        ]


class PurchaseLine(Tenant):
    """Whole cases of one product."""

    purchase_order_id: int
    purchase_order = Ref("supply.PurchaseOrder", on_delete=models.CASCADE, related_name="lines")
    item_id: int
    item = Ref("supply.RoundItem")
    wanted_milli = models.BigIntegerField()  # what the households ordered
    cases = models.IntegerField()
    case_units = models.IntegerField()
    unit_fen = models.BigIntegerField()
    privacy = privacy(open="wanted_milli cases case_units unit_fen", keep="retention.order_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "purchase_order_id", "item_id"], name="supply_purchase_line_once"
            ),
            models.CheckConstraint(condition=Q(cases__gte=0), name="supply_purchase_cases"),
        ]


class PurchaseShare(Tenant):
    """How much of a purchase line is to be unloaded at which compound."""

    line_id: int
    line = Ref("supply.PurchaseLine", on_delete=models.CASCADE, related_name="shares")
    compound_id: int
    compound = Ref("places.Compound")
    wanted_milli = models.BigIntegerField()
    units_milli = models.BigIntegerField()
    path = PathField()
    privacy = privacy(open="wanted_milli units_milli path", keep="retention.order_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "line_id", "compound_id"], name="supply_share_once"
            )
        ]


class Batch(Tenant):
    """收货: what really came, at one compound, of one product, by batch."""

    round_id: int
    round = Ref("supply.Round", related_name="batches")
    item_id: int
    item = Ref("supply.RoundItem")
    line_id: int | None
    line = Ref("supply.PurchaseLine", null=True)
    compound_id: int
    compound = Ref("places.Compound")
    state = models.CharField(max_length=12, choices=[(s, s) for s in terms.BatchState])
    came_milli = models.BigIntegerField()  # unloaded, good and bad
    spoiled_milli = models.BigIntegerField(default=0)
    substitute_id: int | None
    substitute = Ref("supply.Product", null=True)  # what came instead
    batch_no = models.CharField(max_length=40, blank=True)
    producer = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True)
    arrived_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)  # nothing of it waits at the gate any more
    recorded_by = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    path = PathField()
    privacy = privacy(
        open="state came_milli spoiled_milli batch_no producer expires_on arrived_at cleared_at recorded_by note path",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(came_milli__gte=0, spoiled_milli__gte=0, spoiled_milli__lte=F("came_milli")),
                name="supply_batch_amounts",
            )
        ]


class Sharing(Tenant):
    """One sharing out of one product at one compound: the rule, the amounts, who was short. Public without doors."""

    round_id: int
    round = Ref("supply.Round", related_name="sharings")
    item_id: int
    item = Ref("supply.RoundItem")
    compound_id: int
    compound = Ref("places.Compound")
    rule_set = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    seed = models.BigIntegerField()
    wanted_milli = models.BigIntegerField()
    had_milli = models.BigIntegerField()
    given_milli = models.BigIntegerField()
    households = models.IntegerField()
    households_short = models.IntegerField()
    facts = models.JSONField(default=dict)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    path = PathField()
    privacy = privacy(
        open="rule_set rule seed wanted_milli had_milli given_milli households households_short facts made_by made_at path",
        keep="forever",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "item_id", "compound_id"], name="supply_sharing_once"
            ),
            models.CheckConstraint(
                condition=Q(given_milli__lte=F("had_milli")) & Q(given_milli__lte=F("wanted_milli")),
                name="supply_sharing_amounts",
            ),
        ]


class StockMove(Tenant):
    """The ledger of goods at one compound. Signed; rows are added, never changed; the sum is what lies there."""

    round_id: int
    round = Ref("supply.Round", related_name="stock_moves")
    item_id: int
    item = Ref("supply.RoundItem")
    compound_id: int
    compound = Ref("places.Compound")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in terms.MoveKind])
    qty_milli = models.BigIntegerField()
    about = models.CharField(max_length=60)  # "batch:…", "handover:…"
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    path = PathField()
    privacy = privacy(open="kind qty_milli about by at path", keep="retention.order_days")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["received", "returned"], qty_milli__gte=0)
                | Q(kind__in=["spoiled", "handed_over", "surplus"], qty_milli__lte=0),
                name="supply_move_sign",
            ),
            models.UniqueConstraint(
                fields=["subdistrict_id", "about", "item_id", "kind"], name="supply_move_once"
            ),  # a deed done twice moves goods once
        ]


class Payment(Tenant):
    """Money that came in for an order."""

    order_id: int
    order = Ref("supply.Order", related_name="payments")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in terms.PaymentKind])
    fen = models.BigIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    provider = models.CharField(max_length=20, default="offline")
    key = models.CharField(max_length=64)  # made by whoever records it: recorded twice, counted once
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    path = PathField()
    privacy = privacy(
        open="kind fen provider key by at path", personal="reference", keep="retention.money_days"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "key"], name="supply_payment_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="supply_payment_positive"),
        ]


class Refund(Tenant):
    """Money owed back: for what was short, spoiled or cancelled after payment."""

    order_id: int
    order = Ref("supply.Order", related_name="refunds")
    line_id: int | None
    line = Ref("supply.OrderLine", null=True)
    fen = models.BigIntegerField()
    why = models.CharField(max_length=20)  # short, spoiled, cancelled, complaint
    state = models.CharField(max_length=8, choices=[(s, s) for s in terms.RefundState])
    kind = models.CharField(max_length=10, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    owed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=40, blank=True)
    path = PathField()
    privacy = privacy(
        open="fen why state kind owed_at paid_at paid_by path",
        personal="reference",
        keep="retention.money_days",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="supply_refund_positive"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | ~Q(state="paid"),
                name="supply_refund_paid_when",
            ),
        ]
        indexes = [models.Index(fields=["subdistrict_id", "state"], name="supply_refund_state_ix")]


class Complaint(Tenant):
    """漏发、错发、变质: said in two taps, answered by a name."""

    order_id: int
    order = Ref("supply.Order", related_name="complaints")
    line_id: int | None
    line = Ref("supply.OrderLine", null=True)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in terms.ComplaintKind])
    words = models.CharField(max_length=300, blank=True)
    photo = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in terms.ComplaintState], default="open")
    answer = models.CharField(max_length=300, blank=True)
    said_by = models.CharField(max_length=40)
    said_at = models.DateTimeField()
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)
    path = PathField()
    privacy = privacy(
        open="kind state said_by said_at answered_by answered_at path",
        personal="words photo answer",
        keep="retention.order_days",
    )

    class Meta:
        indexes = [models.Index(fields=["subdistrict_id", "state"], name="supply_complaint_state_ix")]
