"""Labelled prompts with and without worked examples, from templates of public collections and from forms written here."""
