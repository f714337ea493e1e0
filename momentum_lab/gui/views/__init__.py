"""Views: one file, one way to look at a run."""
