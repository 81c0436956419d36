"""Routing over HTTP."""
