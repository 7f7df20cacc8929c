"""Translation of a person's words by a machine elsewhere: the one room that sends words to a translation server.

Off unless TRANSLATOR_URL is set. Who may ask, that it is noted, and how it is shown are left to services and the portal.
"""
