"""What is done in a step of a lesson: a module a kind, and the table of them."""
