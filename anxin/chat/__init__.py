"""chat: reading what people write in a group into order lines.

For: `read(message, catalogue, context) -> list[Entry]`, deterministic, offline, every field with the span it was
read from; relay snapshots compared with the one before; the question to send back.
Not for: rows, doors of a register, frameworks. The contract is docs/algorithms/chat.md.
"""
