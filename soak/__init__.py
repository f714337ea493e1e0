"""Random use of the real window for minutes: what breaks, what holds it up, and what is left behind."""
