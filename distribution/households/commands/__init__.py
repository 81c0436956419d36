"""What people can do with households.

``intake``: households. ``members``: the people in them. ``verification``: assessments
and referrals. ``authorising``: who else may collect. ``importing``: a file of
households. ``programme``: a changed set or changed days, which reach referrals.
"""
