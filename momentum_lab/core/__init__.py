"""The vocabulary of the laboratory: no Qt, no plug-ins, nothing that knows an optimizer or a landscape."""
