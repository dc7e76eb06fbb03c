"""Reads of delivery: the actor first; outside the area a wave or a stop does not exist."""
