"""What is allowed with messages: pure functions, one file an idea."""
