"""How hard a text may be, in one place, each limit with its source.

What is counted is left to `simplicity.py`, `vocabulary.py` and `typography.py`. Limits without a published source were set so
that texts which keep to the rules of CONTRIBUTING.md stay within them; a text beyond one is worth a second look.
"""

from __future__ import annotations

# Dutch at A2. The longest sentence (14 words) is in `responses.py`; it and this mean are those of CONTRIBUTING.md, "Style".
MOST_MEAN_WORDS = 12.0
# Words of more than 10 letters; LIX counts from 7 (Björnsson 1968), which in Dutch meets every compound.
LONG_WORD = 11
MOST_LONG_SHARE = 0.20
# Style asks for active sentences; one that cannot be avoided is let through.
MOST_PASSIVES = 2
# Flesch-Douma (Douma 1960): 206.84 - 0.93 x words a sentence - 77 x syllables a word. 60 and more is "normal" in Douma's
# table, 70 "fairly easy"; our short texts swing by ten, so the limit lies a step lower.
LEAST_FLESCH_DOUMA = 55.0
ENOUGH_WORDS = 20  # below this, shares and Flesch-Douma say nothing: one word decides

# Zipf 3 is once in a million words (van Heuven et al. 2014, the scale of wordfreq); what is rarer is "low frequency" there.
LEAST_ZIPF = 3.0
# A compound is as easy as its parts, when they are common (zipf 3.5: about three times in a million words).
LEAST_ZIPF_OF_PART = 3.5

# Other languages. GOV.UK's style guide: sentences of at most 25 words.
MOST_WORDS_IN_OTHER_SENTENCE = 25
# Length in characters against the Dutch text; set around all texts of November 2026. Shorter: something is left out.
LEAST_RATIO, MOST_RATIO = 0.45, 2.0
ENOUGH_CHARACTERS = 40  # of the Dutch text, before lengths are compared

# Days until a reviewed text is read again; what metadata.facts names may need it sooner: data/facts/review.yml.
REVIEW_DAYS = 365
