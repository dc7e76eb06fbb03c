"""project: settings, urls, wiring."""
