"""The use case: a message comes in, answers go out. Knows services and the dialogue engine; knows no channel."""
