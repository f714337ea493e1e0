"""The menus of the window, and the list of their keys."""
