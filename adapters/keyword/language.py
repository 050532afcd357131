"""Whether a text is in the language that the keyword check reads: English."""

import unicodedata

from adapters.keyword.words import COMMON
from bot.critiques.critique import units

AT_LEAST = 3  # foreign words; fewer are names and loans

# The most frequent words of languages in Latin letters, without those that are English too.
_OTHERS = (
    "aber auch auf damit das dass dem den der ein eine einem einen für ich ist mit nicht nur oder "
    "sich sie und von wenn werden wir wird zu "  # German
    "au avec ce cette dans du est et il la le les ne nous pas pour que qui sont sur un "  # French
    "como con el en es los las más para pero por se si una y "  # Spanish
    "com da em mais na não os ou são uma é "  # Portuguese
    "che di gli della nel non più sono è "  # Italian
    "als een het maar met niet ook op te van voor wordt zijn "  # Dutch
    "ale dla jak jest nie przez się że "  # Polish
    "att av det ett ikke inte jeg och og på som är "  # Swedish, Danish, Norwegian
    "bir bu değil için ile ve "  # Turkish
    "adalah dan dengan ini tidak untuk yang "  # Indonesian
    "các của không là một và để"  # Vietnamese
)
OTHERS = frozenset(_OTHERS.split())


def is_english(text: str) -> bool:
    """False where most words are in other than Latin letters, or where frequent words of other
    languages outnumber the English ones.

    Terse English has hardly a frequent word, so that none is there says nothing."""
    said = [unit for unit in units(unicodedata.normalize("NFKC", text)) if unit[0].isalpha()]
    latin = [word for word in said if unicodedata.name(word[0], "").startswith("LATIN")]
    if 2 * len(latin) < len(said):
        return False
    foreign = sum(word in OTHERS for word in latin)
    return foreign < AT_LEAST or foreign <= sum(word in COMMON for word in latin)
