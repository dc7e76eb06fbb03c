"""Anxin 安心: the care and supply of a neighbourhood told to stay home. docs/map.md is the plan of the rooms."""
