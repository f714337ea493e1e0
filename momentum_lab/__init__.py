"""Momentum Lab: a desktop laboratory for gradient descent with momentum."""

__version__ = "0.2.0"
