"""Dates as each language writes them; what stands here wins over Django's own. `m-d H:i` says nothing to an English reader."""
