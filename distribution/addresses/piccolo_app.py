"""Registers the addresses tables and migrations with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="addresses",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["distribution.addresses.tables"]),
    migration_dependencies=["distribution.accounts.piccolo_app"],
)
