"""保供 at the desk: rounds, orders, pasted messages; buying, receipts, sharing, money."""
