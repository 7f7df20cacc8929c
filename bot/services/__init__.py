"""What the organisation does, in its own words. Knows storage and texts; knows no channel, no Rasa, no web page."""
