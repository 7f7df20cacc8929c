"""Checks of what the team writes: texts and examples. Says what is wrong and how to mend it; changes
nothing but the ledger and what translators give back."""
