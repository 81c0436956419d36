"""What people can do in pickup: one transaction a function, one file a family."""
