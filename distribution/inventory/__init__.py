"""Inventory: which lot of which article lies where, and until when it may be used.

An *article* comes in *lots*: packs that arrived together, from one *fund* (a
sub-programme, or donations). Lots lie at *locations* of a *site*. Every change is a
*movement* in an append-only ledger, under a *document*: PZ (receipt), WZ (issue),
MM (transfer), RW (internal issue). A lot has two clocks, and ``use_until`` is the
earlier. Inventory knows who owns a *reservation* by id only, never what it is for.
"""
