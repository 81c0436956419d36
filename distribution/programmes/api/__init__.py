"""The JSON routes of programmes: rounds, and what rounds are made of."""
