"""Pickup: when a household comes for its parcel, and where.

A *site* has opening hours and exceptions; from them a round's *slots* are planned, each
with a capacity and, beside it, an allowance for *walk-ins*. A *booking* is one
household's place in one slot; each household has at most one active booking a round. It
may be moved or cancelled by the household itself or by staff on the telephone. A *queue
number* is what the screen in the hall calls: never a name.
"""
