"""Which encoding a file is written in: its mark, strict UTF-8, UTF-16, then a restricted guess."""

import codecs

from wowcrm.data.contents import Content

ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1251": "cp1251",
    "cp1252": "cp1252",
    "cp1257": "cp1257",
}
"""The encodings we read, each with the codec that also drops a byte order mark."""

OLD = ("cp1252", "cp1257", "cp1251")
CHUNK = 1 << 16
SAMPLE = 20_000

# How often a letter is met where its encoding is at home. Western and Baltic files hold the same
# bytes for different letters ("ā" is "â", "š" is "ð"), so the commoner reading wins.
FAMILIAR = {
    "cp1252": dict.fromkeys("éäöüßñçåæøàèíáóúÉÄÖÜÅÆØÇÁ", 1.0)
    | dict.fromkeys("âêîôûëïùãõìòœÀÈÍÓÚÂÊÎÔÕÃŒ", 0.5)
    | dict.fromkeys("ðþÐÞ", 0.05),
    "cp1257": dict.fromkeys("āīšūžĀŠŪŽäöüõéåÄÖÜÕÉÅ", 1.0)
    | dict.fromkeys("čēņļČĒĪ", 0.9)
    | dict.fromkeys("ķģėųįąęøæóĢĶĻŅĖŲĮĄĘ", 0.5),
}
PUNCTUATION = set("“”„‘’‚–—…€«»№°§©®\u00a0")


class UnknownEncoding(ValueError):
    """No encoding that we read makes sense of the bytes."""


def encoding_of(content: Content, likely: str | None = None) -> str:
    """Name the encoding of a file; `likely` is where the trader lives and decides a tie."""
    head = content.head
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif unmarked := _utf_16_without_mark(head):
        candidates = [unmarked]
    else:
        candidates = ["utf-8", *_old_encodings(head, likely)]
    for candidate in candidates:
        if decodes(content, candidate):
            return candidate
    raise UnknownEncoding


def decodes(content: Content, encoding: str) -> bool:
    """Whether every byte makes sense in this encoding; decoded piecewise to spare memory."""
    decoder = codecs.getincrementaldecoder(ENCODINGS[encoding])()
    try:
        with content.open() as file:
            while piece := file.read(CHUNK):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _utf_16_without_mark(head: bytes) -> str | None:
    """Tell UTF-16 by its ends of lines: each has a NUL, behind it (little end) or before (big)."""
    sample = head[:SAMPLE]
    ends = sample.count(b"\n") + sample.count(b"\r")
    if ends and ends == sample.count(b"\n\0") + sample.count(b"\r\0"):
        # In big-endian text, too, a NUL stands behind an end of line when ASCII follows.
        return "utf-16-be" if sample[0::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    if ends and ends == sample.count(b"\0\n") + sample.count(b"\0\r"):
        return "utf-16-be"
    return None


def _old_encodings(head: bytes, likely: str | None) -> list[str]:
    """Order the encodings of old Windows by how natural the text reads in each."""
    telling = _telling_lines(head)
    if not telling:
        return list(OLD)
    from charset_normalizer import from_bytes  # It brings every table of letters along.

    matches = from_bytes(telling, cp_isolation=list(OLD))
    readable = {name for match in matches for name in match.could_be_from_charset}

    def naturalness(encoding: str) -> float:
        text = telling.decode(encoding, errors="replace")
        score = _cyrillic(text) if encoding == "cp1251" else _familiar(text, encoding)
        return (
            score * (1.25 if encoding == likely else 1.0) * (1.0 if encoding in readable else 0.8)
        )

    return sorted(OLD, key=naturalness, reverse=True)


def _telling_lines(head: bytes) -> bytes:
    """Gather the lines that hold more than ASCII, as far as a sample needs."""
    telling: list[bytes] = []
    size = 0
    for line in head.splitlines():
        if not line.isascii():
            telling.append(line)
            size += len(line)
        if size > SAMPLE:
            break
    return b"\n".join(telling)[: 2 * SAMPLE]


def _familiar(text: str, encoding: str) -> float:
    weights = FAMILIAR[encoding]
    return sum(_weight(letter, weights) for letter in text if not letter.isascii())


def _weight(letter: str, weights: dict[str, float]) -> float:
    if letter in PUNCTUATION:
        return 1.0
    return weights.get(letter, -0.5)


def _cyrillic(text: str) -> float:
    """Count the Cyrillic letters of whole Cyrillic words; one amid Latin letters is a misreading."""
    score = 0.0
    for word in "".join(c if c.isalpha() else " " for c in text).split():
        foreign = [letter for letter in word if not letter.isascii()]
        pure = len(foreign) == len(word) and all("\u0400" <= letter <= "\u045f" for letter in word)
        score += len(foreign) * (1.05 if pure and _sensible_case(word) else -1.0)
    return score + sum(letter in PUNCTUATION for letter in text)


def _sensible_case(word: str) -> bool:
    return word.islower() or word.isupper() or word.istitle()
