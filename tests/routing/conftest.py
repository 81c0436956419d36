"""Drawn days may take long on a busy machine: only their answers are judged."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
