"""Registers and reports: what the work adds up to, on screen and to take away.

A *register* (ewidencja) lists facts line by line and has a place to sign; a *report*
counts them in the programme's own bands and groups. Both leave as a workbook made for
printing, or as a CSV file that a spreadsheet opens as it is and runs nothing from.
"""
