"""What people can do with programmes.

``keeping``: programmes, sub-programmes, articles. ``limits``: criteria and limits.
``delivery``: the basis of home delivery. ``rounds``: rounds. ``seeding``: the data of
``DOMAIN.md`` for a new centre. Changing a set or the days of
a sub-programme reaches referrals, so it is in ``households.commands.programme``.
"""
