"""What a text means: language, intent, ranking. Plain Python and numpy, without Rasa; the gateway and Rasa use the same."""
