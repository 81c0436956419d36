"""How a lot is called. Pure."""

from datetime import date

UNKNOWN = "?"
"""The number of a lot that nobody has ever seen, from packs that the books lacked."""


def lot_number(written: str, *, printed_date: date | None, received_on: date) -> str:
    """Return the number of a lot as typed, or one made of its date.

    Donated food often carries none; its date then keeps it apart from other lots.
    """
    number = " ".join(written.split())
    return number or f"b/n {printed_date or received_on}"
