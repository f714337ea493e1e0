"""What figures show, as data: no Qt from here down."""
