"""What households can tell.

``records``: households, members, search, authorisations. ``duplicates``: who may be
the same. ``verification``: assessments and referrals, for those who may assess.
``entitlement``: what is due. ``eligible``: who may be given food on a day.
"""
