"""The surface without OpenGL: the same triangles and colours, put into pixels by numpy."""
