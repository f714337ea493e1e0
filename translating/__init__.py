"""For translators: what the program says, the catalogues that say it in other languages, and their faults."""
