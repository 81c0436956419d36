"""A household's right to one parcel of one round, on paper and in a QR code.

*Voucher* (talon): what a household presents. *Token*: the signed text in its QR
code. *Short code*: ten characters beside it, for typing and for the telephone.
*Reissue* replaces the code and kills the old one; *revoking* is for good,
*blocking* until somebody unblocks it. *Channel*: collected at a site, or brought
home. *Refusal*: why a voucher is not redeemed now, in the order of ``rules``.
*Hand-out*: the fact that a parcel changed hands; there is one, at the counter and
at the door. A voucher's state is derived from these facts and never stored.
"""
