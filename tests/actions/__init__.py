"""Actions, with a tracker of Rasa's kind and the real services."""
