"""Exporting and copying from the window: what is asked, drawn, written, and said about it."""
