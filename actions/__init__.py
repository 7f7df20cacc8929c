"""What Rasa may do: read slots, ask `bot.services`, name a response. No SQL, no HTTP, no sentence here."""
