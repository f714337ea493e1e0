"""Whole sentences about what happened: analysis finds it as values, and here it gets its words."""
