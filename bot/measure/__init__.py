"""How well messages are understood: figures on held-out messages, pages about them, thresholds, approaches side by side.

Only the command line and the tests use this room; no process of the assistant loads it. What a text means is left to
`bot/understanding`, what is wrong with an example to `bot/content`.
"""
