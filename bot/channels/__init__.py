"""The doors through which people talk to us. One module knows one vendor."""
