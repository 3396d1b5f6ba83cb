"""By when a reply is due: reckoned in working time; pure, no clock, no database.

A number of working days is counted from the day after the question came, and is over at the end of
the last of them. Hours run only while one is at work; every 24 of them are a working day, because
whoever reads "within 24 hours" thinks of tomorrow.
"""

from datetime import UTC, date, datetime, timedelta

from wowcrm.hours.week import Calendar

A_DAY = 24


def reply_by(asked_at: datetime, within: int, calendar: Calendar, *, in_hours: bool) -> datetime:
    """Return the moment by which a question asked at another one is to be answered, in UTC."""
    found = (
        _in_hours(asked_at, within, calendar) if in_hours else _in_days(asked_at, within, calendar)
    )
    # Whoever has no working day in sight keeps the plain time.
    return (found or asked_at + timedelta(hours=within if in_hours else A_DAY * within)).astimezone(
        UTC
    )


def _in_days(asked_at: datetime, within: int, calendar: Calendar) -> datetime | None:
    day: date | None = calendar.day_of(asked_at)
    for _number in range(max(within, 1)):
        day = calendar.next_working_day(day) if day else None
    hours = calendar.hours(day) if day else None
    return calendar.at(day, hours.closes) if day and hours else None


def _in_hours(asked_at: datetime, within: int, calendar: Calendar) -> datetime | None:
    days, hours = divmod(max(within, 1), A_DAY)
    moment = _after(asked_at, timedelta(0), calendar)
    for _number in range(days):
        moment = _next_day(moment, calendar) if moment else None
    if not moment or not hours:
        return moment
    # A part of a day is never longer than the whole one.
    ends = (_after(moment, timedelta(hours=hours), calendar), _next_day(moment, calendar))
    return min((end for end in ends if end), default=None)


def _after(moment: datetime, left: timedelta, calendar: Calendar) -> datetime | None:
    """Go on by so much working time; by none, to the next moment at which one is at work."""
    day: date | None = calendar.day_of(moment)
    while day is not None:
        if hours := calendar.hours(day):
            # Reckoned in UTC: a day on which the clock is changed is longer, or shorter.
            opens = max(calendar.at(day, hours.opens).astimezone(UTC), moment.astimezone(UTC))
            room = calendar.at(day, hours.closes).astimezone(UTC) - opens
            if room >= left and room > timedelta(0):
                return opens + left
            left -= max(room, timedelta(0))
        day = calendar.next_working_day(day)
    return None


def _next_day(moment: datetime, calendar: Calendar) -> datetime | None:
    """The same hour on the next working day, or its last one if that is over by then."""
    here = calendar.day_of(moment)
    day = calendar.next_working_day(here)
    hours = calendar.hours(day) if day else None
    if day is None or hours is None:
        return None
    hour = moment.astimezone(calendar.at(here, hours.opens).tzinfo).time()
    return calendar.at(day, min(max(hour, hours.opens), hours.closes))
