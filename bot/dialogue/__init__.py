"""Everything that imports Rasa, and the client through which the gateway asks it (which imports none)."""
