"""What is allowed in pickup: pure functions, one file an idea."""
