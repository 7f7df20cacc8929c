"""One module per page of the portal."""
