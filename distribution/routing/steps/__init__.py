"""What commands of routing share, inside their own transaction."""
