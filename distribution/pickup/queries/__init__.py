"""What pickup can tell: reads only, one file an idea."""
