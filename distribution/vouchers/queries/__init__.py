"""What vouchers can tell. Reads only."""
