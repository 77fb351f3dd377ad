"""The judgement: pure functions from what was seen to what follows. No I/O, no clock, no chance."""
