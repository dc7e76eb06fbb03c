"""overview: read-only pictures of the day over several rooms.

For: the Today page, the public page of a compound, the household timeline.
Not for: writing anything.
"""
