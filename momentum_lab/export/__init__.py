"""Runs as data: CSV, JSON and NPZ."""

from momentum_lab.export.data import write_data

__all__ = ["write_data"]
