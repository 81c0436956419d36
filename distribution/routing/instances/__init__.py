"""Reads public benchmark instances and our own JSON, and writes their solutions.

``solomon`` and ``vrplib`` parse a format each, ``benchmark`` turns nodes into a
routing problem in whole numbers, ``json_file`` is our own format, and ``reading``
tells them apart.
"""
