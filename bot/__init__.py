"""Everything the assistant is, apart from what it says (that is in `data/`)."""
