"""The dry run held against the trainers themselves."""
