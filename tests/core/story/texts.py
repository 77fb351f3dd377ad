"""Texts of our own to be copied, and what copyists do to them."""

import random

PEOPLE = ("Vakunov", "Sadyrov", "Orlova", "Petrenko", "Kim", "Asanova")
PLACES = ("Bishkek", "Osh", "Naryn", "Talas", "Muscat", "Ankara", "Karakol", "Jalal-Abad")
VERBS = ("met", "called", "visited", "thanked", "warned", "asked", "invited", "advised")
THINGS = ("bridge", "road", "treaty", "school", "clinic", "loan", "border", "visa", "court", "dam")
ENDS = ("last week", "on Monday", "in spring", "before dawn", "at noon", "in private", "by phone")


def article(seed: int, sentences: int = 25) -> str:
    """Return a text of about 16 words a sentence that no other seed gives."""
    chance = random.Random(f"article/{seed}")
    return "\n".join(sentence(chance) for _ in range(sentences))


def sentence(chance: random.Random) -> str:
    one, two = chance.sample(PEOPLE, 2)
    first, second = chance.sample(THINGS, 2)
    return (
        f"{one} of {chance.choice(PLACES)} {chance.choice(VERBS)} {two} about the {first} and "
        f"{chance.randint(2, 900)} workers of the {second} near {chance.choice(PLACES)} "
        f"{chance.choice(ENDS)}."
    )


def reworded(text: str, share: float, seed: int = 0) -> str:
    """Return the text with so large a share of its words replaced."""
    chance = random.Random(f"reworded/{seed}")
    words = text.split(" ")
    for place in chance.sample(range(len(words)), round(len(words) * share)):
        words[place] = f"word{place}"
    return " ".join(words)


def shortened(text: str, share: float, seed: int = 0) -> str:
    """Return the text without so large a share of its sentences, the rest in another order."""
    chance = random.Random(f"shortened/{seed}")
    lines = text.split("\n")
    kept = chance.sample(lines, round(len(lines) * (1 - share)))
    return "\n".join(kept)
