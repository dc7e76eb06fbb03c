"""paper: documents that leave or enter the house.

For: printed sheets (`press.pdf`, `press.png` of the dataclass of each sheet: labels, run_sheet, stair_sheet, poster,
purchase_order, cards, slot_sheet, hold_list, ledger), QR codes (`qr`), spreadsheets read and written (`tables`).
Not for: deciding what stands on a sheet; whoever calls has already asked who may see it. Knows no framework.
"""
