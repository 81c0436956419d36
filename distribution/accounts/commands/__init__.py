"""What people can do with accounts. Each function is one transaction."""
