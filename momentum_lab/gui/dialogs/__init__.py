"""Dialogs: short conversations that end in a decision."""
