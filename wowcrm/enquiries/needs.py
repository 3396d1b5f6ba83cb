"""Draft what somebody needs from what they wrote: their own words, a line for each wish."""

import re

MOST = 5
LONGEST = 160
WISHES = re.compile(
    r"\b(?:i|we)(?:’m| am|’re| are)?(?: also)? (?:need|want|look(?:ing)? for|wish|would like|’d like"
    r"|hope|search(?:ing)? for)\b|\b(?:help|support)\b|\b(?:can|could|would|will) you\b|\?",
    re.IGNORECASE,
)
BEGINNINGS = re.compile(
    r"^(?:(?:hello|hi|dear|good (?:day|morning|evening))\b[^,.!]*[,.!]\s*)?"
    r"(?:and |also |so |please )?"
    r"(?:(?:i|we)(?:’m| am|’re| are)?(?: also)? "
    r"(?:need|want|look(?:ing)? for|wish for|would like|’d like|hope for|search(?:ing)? for)"
    r"|(?:can|could|would|will) you(?: please| also)*(?: help (?:me|us) with| help (?:me|us))?)\s+"
    r"(?:help with\s+|somebody (?:to|who can)\s+|someone (?:to|who can)\s+|you to\s+|to\s+)?",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-–—*•·]|\d{1,2}[.)])\s+(?P<words>.+)$")


def drafted_needs(message: str) -> list[str]:
    """List the points of a list, else the sentences that wish for something, else the first one."""
    lines = message.replace("'", "’").splitlines()
    points = [found["words"] for line in lines if (found := BULLET.match(line))]
    sentences = re.split(r"(?<=[.!?])\s+|\n+", message.replace("'", "’"))
    wishes = points or [each for each in sentences if WISHES.search(each)] or sentences[:1]
    drafted = [words for each in wishes if (words := _need(each))]
    return list(dict.fromkeys(drafted))[:MOST]


def _need(sentence: str) -> str:
    words = BEGINNINGS.sub("", " ".join(sentence.split())).rstrip(" .!?;,")
    if len(words) > LONGEST:
        words = f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
    return f"{words[:1].upper()}{words[1:]}"
