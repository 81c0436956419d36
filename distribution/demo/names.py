"""Names that are common in Poland, about as often as they are met there."""

from collections.abc import Mapping

FAMILY_NAMES: Mapping[str, int] = {
    "Nowak": 20, "Kowalski": 14, "Wiśniewski": 11, "Wójcik": 10, "Kowalczyk": 10,
    "Kamiński": 9, "Lewandowski": 9, "Zieliński": 9, "Szymański": 9, "Woźniak": 9,
    "Dąbrowski": 8, "Kozłowski": 8, "Mazur": 10, "Jankowski": 7, "Kwiatkowski": 7,
    "Wojciechowski": 6, "Krawczyk": 7, "Kaczmarek": 5, "Piotrowski": 6,
    "Grabowski": 6, "Zając": 7, "Pawłowski": 5, "Michalski": 5, "Król": 6,
    "Wieczorek": 6, "Jabłoński": 5, "Wróbel": 6, "Nowakowski": 4, "Majewski": 4,
    "Olszewski": 4, "Stępień": 5, "Malinowski": 4, "Jaworski": 4, "Adamczyk": 4,
    "Dudek": 6, "Nowicki": 4, "Pawlak": 4, "Górski": 4, "Witkowski": 4,
    "Sikora": 5, "Walczak": 3, "Rutkowski": 4, "Baran": 5, "Michalak": 3,
    "Szewczyk": 4, "Ostrowski": 3, "Tomaszewski": 3, "Pietrzak": 3, "Duda": 4,
    "Zalewski": 3, "Wróblewski": 3, "Marciniak": 3, "Jasiński": 3, "Sadowski": 3,
    "Bąk": 5, "Zawadzki": 3, "Jakubowski": 3, "Wilk": 4, "Chmielewski": 3,
    "Borkowski": 3, "Sokołowski": 3, "Szczepański": 3, "Kucharski": 3, "Mazurek": 4,
    "Kubiak": 3, "Gajewski": 2, "Kalinowski": 2, "Wysocki": 3, "Maciejewski": 2,
    "Kołodziej": 3, "Ziółkowski": 2, "Żak": 3, "Gąsior": 2, "Świderski": 2,
    "Ślusarczyk": 2, "Łukasik": 2, "Ćwikła": 2, "Rak": 3, "Pyć": 1, "Śledź": 1,
}  # fmt: skip

WOMEN: Mapping[str, tuple[int, int, int]] = {
    "Anna": (10, 12, 3), "Maria": (16, 4, 5), "Katarzyna": (3, 12, 1),
    "Małgorzata": (5, 10, 1), "Agnieszka": (1, 12, 1), "Barbara": (10, 4, 1),
    "Ewa": (6, 8, 1), "Krystyna": (12, 1, 0), "Elżbieta": (8, 5, 0),
    "Magdalena": (0, 10, 2), "Joanna": (2, 9, 1), "Aleksandra": (0, 5, 6),
    "Monika": (0, 9, 1), "Zofia": (7, 1, 10), "Teresa": (9, 3, 0),
    "Janina": (9, 0, 0), "Danuta": (8, 3, 0), "Halina": (8, 2, 0),
    "Irena": (7, 1, 0), "Stanisława": (6, 0, 0), "Helena": (5, 0, 5),
    "Jadwiga": (7, 1, 1), "Beata": (0, 7, 0), "Dorota": (1, 7, 0),
    "Justyna": (0, 6, 0), "Julia": (0, 1, 10), "Zuzanna": (0, 1, 9),
    "Hanna": (2, 1, 8), "Maja": (0, 0, 8), "Lena": (0, 0, 8), "Alicja": (1, 2, 7),
    "Oliwia": (0, 0, 7), "Natalia": (0, 5, 4), "Wiktoria": (1, 2, 5),
}  # fmt: skip
"""By the weight among seniors, adults, and children."""

MEN: Mapping[str, tuple[int, int, int]] = {
    "Piotr": (5, 12, 3), "Krzysztof": (5, 11, 1), "Andrzej": (8, 8, 1),
    "Tomasz": (2, 11, 2), "Jan": (12, 4, 8), "Paweł": (1, 10, 1),
    "Marcin": (0, 10, 2), "Michał": (1, 9, 4), "Marek": (6, 8, 0),
    "Grzegorz": (2, 8, 0), "Józef": (10, 1, 0), "Łukasz": (0, 9, 1),
    "Adam": (3, 7, 5), "Zbigniew": (8, 4, 0), "Jerzy": (8, 3, 0),
    "Stanisław": (10, 2, 6), "Tadeusz": (8, 2, 0), "Mateusz": (0, 7, 3),
    "Dariusz": (2, 8, 0), "Mariusz": (1, 8, 0), "Wojciech": (4, 5, 4),
    "Ryszard": (7, 2, 0), "Kazimierz": (7, 1, 0), "Henryk": (6, 1, 2),
    "Jakub": (0, 5, 8), "Antoni": (3, 0, 10), "Franciszek": (4, 0, 8),
    "Aleksander": (1, 1, 8), "Mikołaj": (0, 1, 8), "Szymon": (0, 2, 7),
    "Filip": (0, 1, 7), "Kacper": (0, 2, 6), "Leon": (1, 0, 6),
}  # fmt: skip

UKRAINIAN_FAMILIES: tuple[tuple[str, str], ...] = (
    ("Kovalenko", "Kovalenko"),
    ("Shevchenko", "Shevchenko"),
    ("Melnyk", "Melnyk"),
    ("Lysenko", "Lysenko"),
    ("Savchuk", "Savchuk"),
)
UKRAINIAN_WOMEN: Mapping[str, tuple[int, int, int]] = {
    "Oksana": (1, 5, 1), "Olena": (2, 5, 1), "Iryna": (2, 5, 1), "Halyna": (4, 1, 0),
    "Daryna": (0, 1, 5), "Sofiia": (0, 1, 5),
}  # fmt: skip
UKRAINIAN_MEN: Mapping[str, tuple[int, int, int]] = {
    "Oleksandr": (1, 4, 2), "Andrii": (1, 4, 2), "Maksym": (0, 1, 5),
    "Danylo": (0, 1, 5),
}  # fmt: skip

_FEMALE_ENDINGS = {"ski": "ska", "cki": "cka", "dzki": "dzka"}


def of_a_woman(family_name: str) -> str:
    """Return a family name as a woman bears it: Kowalski, Kowalska."""
    for ending, female in _FEMALE_ENDINGS.items():
        if family_name.endswith(ending):
            return family_name.removesuffix(ending) + female
    return family_name
