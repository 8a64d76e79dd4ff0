"""One order for names of units, wherever they are listed and in whatever database.

The alphabet is Danish for every reader, for the names are: A to Z, then Æ, Ø, Å. *Aa* counts as Å, as the Danish
spelling dictionary has it for names and as the official lists of municipalities do: Aabenraa, Aalborg and Aarhus come
last, among those that write Å. Ä counts as Æ, Ö as Ø and Ü as Y; other accents, capitals and punctuation decide only
between names that are otherwise alike. A shorter name comes before the longer one that begins with it.
"""

import unicodedata

LETTERS = str.maketrans(
    {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "œ": "|", "å": "}", "ü": "y", "þ": "th", "đ": "d", "ð": "d"}
)
STAYS = "åäöü"  # letters of their own, not an accent on another


def name_key(name: str) -> str:
    """What names are compared by.

    >>> sorted(["Aarhus", "Ølgod", "Ærø", "Zealand", "Ålborg", "Allerød"], key=name_key)
    ['Allerød', 'Zealand', 'Ærø', 'Ølgod', 'Ålborg', 'Aarhus']
    """
    folded = unicodedata.normalize("NFC", name).casefold().replace("aa", "å")
    plain = "".join(letter if letter in STAYS else _without_accent(letter) for letter in folded)
    words = "".join(letter if letter.isalnum() else " " for letter in plain)
    return f"{' '.join(words.split()).translate(LETTERS)}\0{name}"


def _without_accent(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
