"""What a routing problem and a plan are, and whether they are right. Pure.

``problem`` and ``plan`` hold the words, ``validation`` names every fault of a
problem, ``timing`` drives a route on paper, and ``checker`` judges a finished plan
without using ``timing`` or any solver.
"""
