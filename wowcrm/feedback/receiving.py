"""Take a client's answer in: kept once, and with all that follows from it."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.feedback.models import Answer, Survey
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.raising import opened_from, raise_complaint
from wowcrm.referrals.models import GoodWord, Referral


@dataclass(frozen=True, slots=True)
class Told:
    """What a client said on the page behind their link."""

    level: ServiceLevel
    because: str | None = None
    wow_would_be: str | None = None
    would_recommend: bool | None = None
    to_whom: str | None = None
    may_quote: bool = False
    ratings: tuple[ServiceLevel | None, ...] = ()
    """In the order of the survey's own."""

    @property
    def sends(self) -> str | None:
        """Whom they send; nobody, if they would rather not recommend the trader yet."""
        return None if self.would_recommend is False else self.to_whom

    @property
    def quotation(self) -> str | None:
        """What may be quoted as a good word; a complaint is none."""
        good = self.may_quote and self.level is not ServiceLevel.BELOW
        return self.because if good else None


def receive(survey: Survey, told: Told, *, at: datetime, on: date) -> Answer:
    """Keep what a client said, or what they say instead; only the last word counts."""
    answer = survey.answer
    if answer is None:
        answer = Answer(given_on=on, given_at=at)
        _tell(answer, told)
        survey.answer = answer
        db.session.flush()
        answer.log_arrival()
    else:
        answer.corrected_at = at
        _tell(answer, told)
        answer.retell()
    for rating, level in zip(survey.ratings, told.ratings, strict=False):
        rating.level = level
    _send(answer, told)
    _quote(answer, told)
    _recover(answer)
    return answer


def _tell(answer: Answer, told: Told) -> None:
    answer.level, answer.because = told.level, told.because
    answer.wow_would_be, answer.would_recommend = told.wow_would_be, told.would_recommend
    answer.may_quote = told.may_quote


def _send(answer: Answer, told: Told) -> None:
    """Let whom they name become a referral; one that was acted on stays as it is."""
    before, answer.to_whom = answer.to_whom, told.to_whom
    referral, client = answer.referral, answer.survey.client
    if referral is None and told.sends and told.sends != before:
        referral = Referral()
        _describe(referral, told.sends, answer)
        client.referrals.insert(0, referral)
        db.session.flush()
        referral.log_arrival()
        answer.referral = referral
    elif referral is not None and referral.is_open and not referral.is_thanked:
        if told.sends is None:
            answer.referral = None
            referral.remove()
        elif told.sends != before:
            _describe(referral, told.sends, answer)


def _describe(referral: Referral, name: str, answer: Answer) -> None:
    note = referral.note or _("Named in their answer.")
    contact, value = referral.contact, referral.value
    referral.describe(name, contact=contact, note=note, value=value, on=answer.given_on)


def _quote(answer: Answer, told: Told) -> None:
    """Keep as a good word what may be quoted, with the day of their consent."""
    word, client = answer.good_word, answer.survey.client
    if told.quotation is None:
        if word is not None:
            answer.good_word = None
            word.remove()
        return
    if word is None:
        word = GoodWord(
            words=told.quotation,
            place=_("in their answer"),
            said_on=answer.given_on,
            consent_on=answer.given_on,
        )
        client.good_words.insert(0, word)
        db.session.flush()
        word.log_arrival()
        answer.good_word = word
    elif word.words != told.quotation:
        word.words = told.quotation
        word.retell()


def _recover(answer: Answer) -> None:
    """Open a recovery at once from an answer of below; drop it again if nothing was done yet."""
    recovery = opened_from(answer)
    words = answer.because or _("It was not what I needed")
    if answer.level is ServiceLevel.BELOW:
        if recovery is None:
            client = answer.survey.client
            raise_complaint(client, words, on=answer.given_on, answer=answer)
        elif recovery.is_untouched:
            recovery.reword(words, on=recovery.raised_on)
    elif recovery is not None and recovery.is_untouched:
        recovery.remove()
