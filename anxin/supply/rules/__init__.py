"""Decisions of supply on plain values: `ordering` (rounds, orders, money of an order), `goods` (buying, sharing, balances)."""
