"""Writes of delivery: short transactions, guarded by row counts; each deed leaves a line in the book."""
