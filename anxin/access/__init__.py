"""access: who somebody is and what they may do.

For: users, grants (user, role, area path), the actor, the book (one line per deed), log of personal reads,
tokens of the API.
Not for: places or people at home. Roles are code (`terms.ROLES`), never rows.
"""
