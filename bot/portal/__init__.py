"""The pages of client managers: they read handovers, answer, and give the conversation back."""
