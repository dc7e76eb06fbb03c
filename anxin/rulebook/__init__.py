"""rulebook: the numbers and decisions an office could change, as dated data.

For: rule sets (TOML, each number with its source), zones, delivery modes, allocation classes, quiet hours,
limits; every answer can say why.
Not for: rows, clocks, frameworks. A case or compound names its rule set; this room reads it.
"""
