"""The JSON routes of households.

``records``: households, members, authorisations. ``verification``: assessments and
referrals.
"""
