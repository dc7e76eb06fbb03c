"""The invented subdistrict: article D's shape, made from a seed. Every name, phone and door in it is made up.

`ground` lays out compounds, doors and households; `day` lets yesterday and today happen through the same actions as everywhere.
"""
