"""The JSON routes of inventory."""
