"""What is allowed in a store: dates, lots, documents and who gets how much. Pure."""
