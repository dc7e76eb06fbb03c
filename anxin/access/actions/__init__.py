"""Writes: one module per noun, functions are verbs."""
