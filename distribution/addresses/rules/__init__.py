"""How addresses are written, compared and placed. Pure."""
