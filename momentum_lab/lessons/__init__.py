"""Lessons: what they are made of, how they are read and judged, and what is kept of those who take them."""
