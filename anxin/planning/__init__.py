"""planning: frozen problem in, checked plan out.

For: consolidate, allocate, carry, slots; each with solve, check, bound, explain and a plain fallback.
Not for: rows, frameworks, clocks. Times are whole seconds, money fen, lengths metres.
"""
