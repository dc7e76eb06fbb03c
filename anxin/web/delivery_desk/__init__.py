"""Desk pages of delivery: waves of a round, one wave with its drawing, holds, what is printed."""
