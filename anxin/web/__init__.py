"""web: the pages. Doors parse, call, show.

For: desk, field, resident, public and start pages; one view for page and fragment.
Not for: decisions, transactions, models. Every view declares its permission with `@route`.
"""
