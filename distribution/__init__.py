"""Kromka: food aid from the pallet to the table.

The service behind a welfare centre's food parcels: stock, verified households,
vouchers with QR codes, pickup slots and home-delivery routes. ``core`` is what
every domain stands on; each other folder is one domain with the same few files.
"""

__version__ = "0.1.0"
