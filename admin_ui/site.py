"""Every page there is, for the application to serve."""

from litestar.types import ControllerRouterHandler

from admin_ui.pages.api_docs import api_docs
from admin_ui.pages.preferences import choose_preferences

PAGES: list[ControllerRouterHandler] = [api_docs, choose_preferences]
