"""Pages for anyone at the gate: no personal data, no cookie, the same bytes for everybody."""
