"""What a prompt asks for: the `ability` layer."""

from explorer.metrics.abilities.layer import ABILITY

__all__ = ["ABILITY"]
