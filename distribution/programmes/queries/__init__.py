"""What programmes can tell: ``reference`` (dated data) and ``rounds``."""
