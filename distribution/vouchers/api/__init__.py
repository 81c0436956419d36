"""The JSON routes of vouchers and hand-outs."""
