"""Households: who is helped, on what decision, and how much is still due.

A *household* is people who live and keep house together; *members* hang off it. An
*assessment* compares its income with the limit in force and keeps all it was made
from. A *referral* (skierowanie) lets it take part in one sub-programme; from it
follows the *entitlement*, packs per article. A *pickup authorisation* lets somebody
else collect. PESEL is not asked for anywhere (R-REF-3).
"""
