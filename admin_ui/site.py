"""Every page there is, for the application to serve."""

from litestar.types import ControllerRouterHandler

from admin_ui.pages.preferences import choose_preferences

PAGES: list[ControllerRouterHandler] = [choose_preferences]
