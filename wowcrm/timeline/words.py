"""The words of a story: what a line is, the picture beside it, and whole sentences."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from wowcrm.timeline.models import Direction, Interaction, InteractionKind

ICONS = {
    InteractionKind.CALL: "phone",
    InteractionKind.VISIT: "handshake",
    InteractionKind.MESSAGE: "message-square",
    InteractionKind.EMAIL: "mail",
    InteractionKind.NOTE: "sticky-note",
    InteractionKind.NEED: "heart",
    InteractionKind.CHECK: "list-checks",
    InteractionKind.PLAN: "gift",
    InteractionKind.DELIGHT: "star",
    InteractionKind.REACTION: "quote",
    InteractionKind.REFERRAL: "megaphone",
    InteractionKind.THANKS: "heart",
    InteractionKind.ASK: "message-square",
    InteractionKind.GOOD_WORD: "quote",
    InteractionKind.BAD_WORD: "triangle-alert",
    InteractionKind.PROMISE: "hand-heart",
    InteractionKind.AGREEMENT: "file-text",
    InteractionKind.WORK: "flag",
    InteractionKind.PAYMENT: "wallet",
    InteractionKind.ENQUIRY: "inbox",
    InteractionKind.FEEDBACK: "smile",
    InteractionKind.COMPLAINT: "triangle-alert",
    InteractionKind.REMINDER: "bell",
    InteractionKind.LEVEL: "stair",
    InteractionKind.CLIENT: "user",
}
BEGUN = {
    (InteractionKind.CALL, Direction.OUT): _l("You called"),
    (InteractionKind.CALL, Direction.IN): _l("They called"),
    (InteractionKind.VISIT, Direction.OUT): _l("You visited"),
    (InteractionKind.VISIT, Direction.IN): _l("They came to you"),
    (InteractionKind.MESSAGE, Direction.OUT): _l("You sent a message"),
    (InteractionKind.MESSAGE, Direction.IN): _l("They sent a message"),
    (InteractionKind.EMAIL, Direction.OUT): _l("You sent an e-mail"),
    (InteractionKind.EMAIL, Direction.IN): _l("They sent an e-mail"),
}


@dataclass(frozen=True)
class LineWords:
    icon: str
    what: str


def line_words(line: Interaction) -> LineWords:
    begun = BEGUN.get((line.kind, line.direction)) if line.direction else None
    return LineWords(ICONS.get(line.kind, "sticky-note"), str(begun or line.kind.word))


def sentence(words: str) -> str:
    """End somebody's words with a full stop, unless they end a sentence already."""
    said = words.rstrip('”’"»')
    return words if said.endswith((".", "!", "?", "…")) else f"{words}."
