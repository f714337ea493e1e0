"""What the 3-D view is drawn with; the only package that calls OpenGL."""
