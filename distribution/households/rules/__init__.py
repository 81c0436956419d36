"""Who is eligible, until when, and for how much. Pure.

One module an idea: ``people``, ``income``, ``assessment``, ``referral``,
``entitlement``, ``duplicates``.
"""
