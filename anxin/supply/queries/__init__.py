"""Reads of supply, actor first: one module per noun."""
