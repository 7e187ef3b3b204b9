"""Hostile SQL: what DuckDB's own pages on securing it warn of, twisted at random, against the sandbox of `explorer.store.sandbox`.

python -m benchmarks.hostile_sql --statements 10000 --seed 1
"""
