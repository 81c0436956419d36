"""What people can do with addresses."""
