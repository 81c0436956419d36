"""The JSON routes of households.

``addresses``: suggestions and pins. ``records``: households, members, authorisations.
``verification``: assessments and referrals. ``programme``: sets, whose changes reach
referrals.
"""
