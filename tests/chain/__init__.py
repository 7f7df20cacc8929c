"""The whole chain, started as `script/run` starts it: gateway, Rasa, action server, and a Bot API server of our own."""
