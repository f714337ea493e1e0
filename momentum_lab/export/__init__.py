"""Runs as data: CSV, JSON and NPZ."""

from momentum_lab.export.data import DATA_FORMATS, write_data

__all__ = ["DATA_FORMATS", "write_data"]
