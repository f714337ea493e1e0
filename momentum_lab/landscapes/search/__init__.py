"""The search for the minima of a formula, step by step; what comes of it is in ``landscapes.minima``."""
