"""What people can do with stock: each function is one transaction."""
