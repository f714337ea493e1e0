"""Lessons in the window: their texts with mathematics, their pages, and what is done in a step."""
