"""The start page: lessons and presets as a gallery."""
