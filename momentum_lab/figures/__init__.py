"""Figures as data: what they show, how large and in which colours, checked without drawing anything."""
