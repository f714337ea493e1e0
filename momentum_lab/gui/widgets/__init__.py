"""Widgets that know nothing of experiments, the application and its settings."""
