"""supply: from a wish in the chat to goods shared out.

For: products, packs, suppliers, rounds (order relays 接龙), messages, orders and lines, purchase orders, receipts by batch,
allocation of what is short, the stock ledger, payments, refunds, complaints.
Not for: who carries what when (delivery), staff surges (crew). Stock and money are ledgers, never a mutable number.
"""
