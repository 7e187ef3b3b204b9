"""Labelled answers from public collections: refusals, worked sums, chains of thought, answers cut off."""
