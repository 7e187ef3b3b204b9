"""Labelled texts with and without personal data, in forms written here; all values are drawn at random and belong to nobody."""
