"""Addresses: where a door is, without asking anybody outside this machine.

An *address point* is one door of the register of addresses (PRG), on a *street* of a
*commune* (gmina); a village without streets is one street without a name. A *pin* is
the place that staff gave a point instead of the register's. An *alias* is the everyday
name of a street. A *candidate* is what an address as people write it may mean, with a
confidence between 0 and 1.
"""
