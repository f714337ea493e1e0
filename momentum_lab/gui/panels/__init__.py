"""Panels: where an experiment is edited and played; they show the session, and ask it and its editor."""
