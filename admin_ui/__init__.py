"""Every page that a person sees: templates, styles, words and navigation.

Pages call the same commands and queries as the JSON API. What they share stands
here: ``ui`` renders, ``language`` translates, ``formats`` writes numbers and days
the way people read them, ``navigation`` knows who may go where.
"""
