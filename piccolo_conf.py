"""Piccolo's entry point: the engine and the list of domains with tables."""

import os

from piccolo.conf.apps import AppRegistry

from distribution.core.database import LazyEngine

DB = LazyEngine(
    config={"dsn": os.environ.get("KROMKA_DATABASE_URL", "")}, extensions=()
)
APP_REGISTRY = AppRegistry(
    apps=[
        "distribution.core.piccolo_app",
        "distribution.accounts.piccolo_app",
        "distribution.addresses.piccolo_app",
        "distribution.messages.piccolo_app",
        "distribution.programmes.piccolo_app",
        "distribution.households.piccolo_app",
        "distribution.inventory.piccolo_app",
        "distribution.vouchers.piccolo_app",
        "distribution.pickup.piccolo_app",
        "distribution.routing.piccolo_app",
    ]
)
