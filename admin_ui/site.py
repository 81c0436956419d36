"""Every page there is, for the application to serve."""

from litestar.types import ControllerRouterHandler

PAGES: list[ControllerRouterHandler] = []
