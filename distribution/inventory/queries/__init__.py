"""What inventory can tell. Reads only."""
