"""What people can do with vouchers. Each function is one transaction."""
