"""Formulas: read safely, differentiated exactly, evaluated, compiled, and set as mathematics."""
