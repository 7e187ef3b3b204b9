"""Measured claims, each reproducible with one command."""
