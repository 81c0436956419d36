"""What households can tell. Reads only."""
