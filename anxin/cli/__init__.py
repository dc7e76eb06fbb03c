"""cli: the same deeds for the person who operates it. `anxin --help`."""
