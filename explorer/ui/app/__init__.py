"""The frame around every page: its shell, side bar, filters, and the dataset that is open."""
