"""Panels: where an experiment is edited. A panel emits what it wants; the main window carries it out."""
