"""What was explored, drawn: maps, modes, bands, ends, and their legends."""
