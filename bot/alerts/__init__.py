"""Sends alerts to staff, by e-mail and into a chat of theirs. Raising them is left to services, keeping them to storage."""
