"""paper: documents that leave or enter the house.

For: printed sheets (PDF, PNG) from plain values, QR codes, spreadsheets read and written.
Not for: deciding what stands on a sheet; whoever calls has already asked who may see it. Knows no framework.
"""
