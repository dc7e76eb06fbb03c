"""flows: one deed over several rooms, readable top to bottom.

For: what needs two siblings or a pure core and a room: importing a register, taking a chat text into orders, planning a wave.
Not for: anything one room can do alone. Owns no table.
"""
