"""delivery: the last hundred metres.

For: waves, plan runs, trips, stops, pick-up slots, handovers with proof, holds with a next try.
Not for: buying or sharing out (supply). A plan is applied once, and only when its snapshot still holds.
"""
