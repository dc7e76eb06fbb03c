"""households: the people behind one door.

For: household, resident, contact channels, care flags, diets, who looks after whom, the card that opens their page, contact log.
Not for: what is owed to them today (care, supply, delivery). Personal data begins here; every read is by an actor.
"""
