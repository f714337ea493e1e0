"""Figures as data: what can be drawn, how large and in which colours, checked without drawing anything."""
