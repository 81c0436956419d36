"""Programmes: whose food it is, who may have it, and how much of it.

A *programme* (POPŻ, FEPŻ) sets the rules; a *sub-programme* is one year of it, with
its own days, income limits, *set* of articles per person and issue *clock* (R-ROT-1).
A *round* is one turn of hand-outs within a sub-programme. Rules and numbers come from
``DOMAIN.md`` 1 to 4; what changes with time is dated data, never a constant.
"""
