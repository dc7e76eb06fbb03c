"""The household's own pages, opened by the address on its card (安心卡): no session, no sign-in, no script needed."""
