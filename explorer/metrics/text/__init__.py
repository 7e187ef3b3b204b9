"""Looks at a text that several judgements share."""
