"""A package that adds to Momentum Lab: what its entry points name."""

from pathlib import Path

LANDSCAPES = Path(__file__).parent / "landscapes"
