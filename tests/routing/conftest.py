"""Drawn days may take long on a busy machine: only their answers are judged.

A day is some hundred draws, and each property is tried on fifty of them.
"""

from hypothesis import settings

settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")
