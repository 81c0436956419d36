"""Registers the routing tables and migrations with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="routing",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        ["distribution.routing.tables", "distribution.routing.door_tables"]
    ),
    migration_dependencies=["distribution.vouchers.piccolo_app"],
)
