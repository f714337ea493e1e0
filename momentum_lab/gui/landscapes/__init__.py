"""Choosing a landscape among pictures, and writing one."""
