"""An interactive explorer for supervised fine-tuning (SFT) datasets."""

__version__ = "0.2.0"
