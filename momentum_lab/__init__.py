"""Momentum Lab: a desktop laboratory for gradient descent with momentum."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("momentum-lab")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
