"""What addresses refuse."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class NothingToLoadError(ConflictError):
    """The file holds no address that could be taken in; nothing was changed."""

    reason = "nothing_to_load"
    sentence = N_("W pliku nie ma ani jednego adresu do wczytania. Nic nie zmieniono.")
