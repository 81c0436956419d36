"""Finds routes with PyVRP. The only package that knows PyVRP.

``model`` says a problem in PyVRP's words, ``penalties`` sets the price of a broken
rule while the search goes through broken plans, ``climbing`` is the search.
"""
