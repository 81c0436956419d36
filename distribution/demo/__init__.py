"""A town to try everything in: two centres, invented people, six months of work.

``places`` and ``names`` say what is drawn from, ``people``, ``seasons`` and ``food``
invent (pure, by the seed), ``founding``, ``intake``, ``store``, ``rounds``,
``counter`` and ``fleet`` do (by commands alone, time handed in; ``pace`` lets some run
side by side), ``story`` tells it in order and ``loading`` puts it into an empty
database.
"""
