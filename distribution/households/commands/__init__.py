"""What people can do with households.

``intake``: households. ``members``: the people in them. ``assessing``: may they take
part. ``referring``: the referral that follows. ``authorising``: who else may collect.
``importing``: a file of households. ``programme``: a changed set or changed days of a
sub-programme, which reach referrals.
"""
