"""kernel: what every room stands on.

For: the clock, application-made ids, printed refs, the key base class `Tenant`, the reference field `Ref`,
privacy marks, encryption at rest, `Refusal`, jobs.
Not for: words of the domain, rows, helpers that found no home. Owns no table.
"""
