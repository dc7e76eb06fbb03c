"""api: the same deeds for programs. OpenAPI, stable error codes, idempotency keys. Imports no model."""
