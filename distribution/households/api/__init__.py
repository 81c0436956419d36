"""The JSON routes of households.

``records``: households, members, authorisations. ``verification``: assessments and
referrals. ``programme``: sets, whose changes reach referrals.
"""
