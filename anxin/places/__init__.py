"""places: the ground, without anybody on it.

For: area tree, communities, compounds, gates, supply points, buildings, stairs, doors, zone periods with reason, rule and
review time.
Not for: people at home; personal data begins one room higher.
"""
