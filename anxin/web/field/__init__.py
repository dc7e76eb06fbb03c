"""Pages for a phone in a stairwell: my list, sending ticks, the caller's screen."""
