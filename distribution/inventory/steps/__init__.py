"""What commands of other domains may do with stock, inside their transaction."""
