"""What the app says, found in its code; and the catalogues that hold it."""
