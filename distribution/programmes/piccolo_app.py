"""Registers the programmes tables and migrations with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="programmes",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["distribution.programmes.tables"]),
    migration_dependencies=["distribution.messages.piccolo_app"],
)
