"""Accounts: the centres, their sites, and who works there.

Centre: a welfare centre; everything but the centre itself belongs to one. Site: a
place where food is stored or handed out. Staff: a person with a sign-in and roles.
Device: a phone or scanner of one site, let in by a token. Session: one sign-in.
Audit entry: who changed what and when, written by the database itself.
"""
