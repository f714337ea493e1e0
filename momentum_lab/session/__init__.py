"""What a person works with, without a window: the open experiment, its run, and what is done with both."""

from momentum_lab.session.session import Session
from momentum_lab.session.settings import Settings

__all__ = ["Session", "Settings"]
