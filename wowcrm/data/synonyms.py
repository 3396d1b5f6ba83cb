"""The names that columns have in the files people bring, by what they mean.

Names are compared bare: without case, accents, spaces, punctuation and numbers, so "E-mail 2
Address" is "emailaddress" here. English, German, Russian, Bulgarian, Latvian and Estonian.
"""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Field(StrEnum):
    """What a column may hold."""

    ID = "id"
    NAME = "name"
    GIVEN = "given"
    MIDDLE = "middle"
    FAMILY = "family"
    SUFFIX = "suffix"
    NICKNAME = "nickname"
    ORGANISATION = "organisation"
    JOB_TITLE = "job_title"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    ADDRESS = "address"
    STREET = "street"
    PO_BOX = "po_box"
    CITY = "city"
    REGION = "region"
    POSTCODE = "postcode"
    COUNTRY = "country"
    DATE = "date"
    BIRTHDAY = "birthday"
    BIRTH_YEAR = "birth_year"
    BIRTH_MONTH = "birth_month"
    BIRTH_DAY = "birth_day"
    TAGS = "tags"
    NOTES = "notes"
    REMARK = "remark"
    CLIENT_SINCE = "client_since"
    FOUND_US_BY = "found_us_by"
    VALUE = "value"
    ARCHIVED_ON = "archived_on"
    LABEL = "label"
    EXTRA = "extra"
    """A place of another concept's."""

    @property
    def word(self) -> str:
        return str(WORDS[self])


WORDS = {
    Field.ID: _l("WowCRM's own number"),
    Field.NAME: _l("Name"),
    Field.GIVEN: _l("Given name"),
    Field.MIDDLE: _l("Middle name"),
    Field.FAMILY: _l("Family name"),
    Field.SUFFIX: _l("Addition to the name"),
    Field.NICKNAME: _l("Nickname"),
    Field.ORGANISATION: _l("Organisation"),
    Field.JOB_TITLE: _l("Job title"),
    Field.EMAIL: _l("E-mail"),
    Field.PHONE: _l("Phone"),
    Field.WEBSITE: _l("Website"),
    Field.ADDRESS: _l("Address"),
    Field.STREET: _l("Street"),
    Field.PO_BOX: _l("PO box"),
    Field.CITY: _l("Town"),
    Field.REGION: _l("Region"),
    Field.POSTCODE: _l("Postcode"),
    Field.COUNTRY: _l("Country"),
    Field.DATE: _l("Important date"),
    Field.BIRTHDAY: _l("Birthday"),
    Field.BIRTH_YEAR: _l("Year of birth"),
    Field.BIRTH_MONTH: _l("Month of birth"),
    Field.BIRTH_DAY: _l("Day of birth"),
    Field.TAGS: _l("Tags"),
    Field.NOTES: _l("Notes"),
    Field.REMARK: _l("Notes, with the column's name"),
    Field.CLIENT_SINCE: _l("Client since"),
    Field.FOUND_US_BY: _l("How they found us"),
    Field.VALUE: _l("Worth in a year"),
    Field.ARCHIVED_ON: _l("Put away on"),
    Field.LABEL: _l("Label"),
    Field.EXTRA: _l("A field of your own"),
}

NAMES: dict[Field, str] = {
    Field.NAME: """
        name, full name, display name, client, client name, customer, customer name, contact,
        contact name, kunde, полное имя, имя и фамилия, фио, клиент, контакт, пълно име,
        име и фамилия, vārds uzvārds, vārds un uzvārds, klients, nimi, täisnimi, klient""",
    Field.GIVEN: """
        first name, given name, firstname, forename, christian name, vorname, имя, име,
        собствено име, vārds, eesnimi""",
    Field.MIDDLE: "middle name, additional name, second name, отчество, бащино име, презиме",
    Field.FAMILY: """
        last name, surname, family name, lastname, nachname, familienname, фамилия, фамилно име,
        uzvārds, perekonnanimi, perenimi""",
    Field.SUFFIX: "suffix, name suffix",
    Field.NICKNAME: "nickname, nick name, short name",
    Field.ORGANISATION: """
        company, company name, organisation, organization, organisation name, organization name,
        associated company, account name, firm, firma, business name, unternehmen, компания,
        организация, фирма, предприятие, uzņēmums, firma, ettevõte, asutus""",
    Field.JOB_TITLE: """
        job title, jobtitle, position, role, occupation, organization title, beruf, должность,
        длъжност, amats, ametinimetus, amet""",
    Field.EMAIL: """
        email, e-mail, mail, email address, e-mail address, mail address, primary email,
        secondary email, other email, e-mails, email value, эл. почта, электронная почта, почта,
        эл. адрес, адрес эл. почты, имейл, имейл адрес, ел. поща, електронна поща, e-pasts, epasts,
        e-pasta adrese, e-post, epost, meil, e-posti aadress""",
    Field.PHONE: """
        phone, phones, phone number, tel, telephone, telephone number, tel no, phone value,
        primary phone, whatsapp, telefon, telefonnummer, rufnummer, телефон, номер телефона,
        телефонен номер, тел, tālrunis, tālruņa numurs, telefons, telefoninumber""",
    Field.WEBSITE: """
        website, websites, web site, web page, personal web page, url, homepage, website url,
        website value, webseite, сайт, веб-сайт, уебсайт, mājas lapa, tīmekļa vietne, veebileht,
        koduleht""",
    Field.ADDRESS: """
        address, addresses, full address, postal address, address formatted, adresse, anschrift,
        адрес, adrese, aadress""",
    Field.STREET: """
        street, street address, address line, mailing street, address street, strasse, straße,
        улица, iela, tänav""",
    Field.PO_BOX: "po box, address po box",
    Field.CITY: "city, town, mailing city, address city, stadt, ort, город, град, pilsēta, linn",
    Field.REGION: """
        state, region, county, province, state/region, mailing state, address region, область,
        регион, novads, maakond""",
    Field.POSTCODE: """
        postal code, postcode, post code, zip, zip code, zipcode, mailing zip, address postal code,
        plz, postleitzahl, индекс, почтовый индекс, пощенски код, pasta indekss, postiindeks""",
    Field.COUNTRY: """
        country, country/region, mailing country, address country, land, страна, държава, valsts,
        riik""",
    Field.DATE: "event value, important dates, anniversary, wedding anniversary",
    Field.BIRTHDAY: """
        birthday, dob, date of birth, birth date, birthdate, bday, geburtstag, geburtsdatum,
        день рождения, дата рождения, рожден ден, дата на раждане, dzimšanas diena,
        dzimšanas datums, sünnipäev, sünniaeg, sünnikuupäev""",
    Field.BIRTH_YEAR: "birth year",
    Field.BIRTH_MONTH: "birth month",
    Field.TAGS: """
        tags, tag, labels, groups, group, categories, category, group membership, keywords, метки,
        группы, категории, етикети, групи, etiķetes, birkas, grupas, kategorijas, sildid, rühmad,
        grupid, kategooriad""",
    Field.NOTES: """
        notes, note, comment, comments, memo, remarks, notizen, bemerkungen, заметки, заметка,
        примечания, примечание, комментарий, бележки, бележка, коментар, piezīmes, komentārs,
        märkused, märkmed, kommentaar""",
    Field.REMARK: "connected on, email opt out",
    Field.CLIENT_SINCE: """
        client since, customer since, since, first visit, created (utc), kunde seit, клиент с,
        клиент от, klients kopš, klient alates""",
    Field.FOUND_US_BY: """
        found us by, how they found us, how did you hear about us, referred by, lead source,
        original source, source, referral source, источник, източник, avots, allikas""",
    Field.VALUE: """
        value, worth in a year, yearly value, annual value, annual revenue, yearly revenue,
        client value""",
}

WEAK: dict[Field, str] = {
    Field.ORGANISATION: "account",
    Field.JOB_TITLE: "title",
    Field.NOTES: "description",
    Field.CITY: "location",
}
"""Names that mean this only where no plainer column does, and no `HIDDEN_BY` column stands beside."""

HIDDEN_BY = {"title": {"jobtitle", "suffix"}, "location": {"mileage", "spouse"}}
"""In Outlook's files "Title" is Mr or Dr and "Location" a note, told by the columns beside them."""

LABELLED: dict[Field, dict[str, str]] = {
    Field.PHONE: {
        "mobile": """
            mobile, mobile phone, mobile number, mobile phone number, cell, cell phone, gsm, handy,
            mobil, мобильный, мобильный телефон, мобилен, мобилен телефон, мобилен номер, mobilais,
            mobilais tālrunis, mobiiltelefon, mobiil""",
        "work": """
            work phone, business phone, office phone, company main phone, рабочий телефон,
            служебен телефон, darba tālrunis, töötelefon""",
        "home": "home phone, домашний телефон, домашен телефон, mājas tālrunis, kodutelefon",
        "other": """
            other phone, car phone, pager, pager number, radio phone, callback, isdn, telex,
            tty/tdd phone""",
        "fax": "fax, fax number, business fax, work fax, home fax, other fax, факс, faks, fakss",
    },
    Field.EMAIL: {
        "work": "work email, business email, рабочая почта, служебен имейл, darba e-pasts, tööpost",
        "home": "home email, personal email, личная почта, личен имейл",
    },
    Field.WEBSITE: {"linkedin": "linkedin url, linkedin, linkedin profile"},
}

LABEL_WORDS = {
    "mobile": _l("Mobile"),
    "work": _l("Work"),
    "home": _l("Home"),
    "other": _l("Other"),
    "fax": _l("Fax"),
    "linkedin": "LinkedIn",
    "anniversary": _l("Anniversary"),
}

PLACES = {"home": "home", "work": "work", "business": "work", "other": "other", "mailing": ""}
"""Outlook, Thunderbird and Zoho begin a column of an address with the place it belongs to."""

PLACED: dict[Field, str] = {
    Field.ADDRESS: "address",
    Field.STREET: "street",
    Field.PO_BOX: "address po box",
    Field.CITY: "city",
    Field.REGION: "state, region",
    Field.POSTCODE: "postal code, zip code, zip, zipcode",
    Field.COUNTRY: "country, country/region",
}

BY_HAND = (
    "name",
    "given",
    "family",
    "organisation",
    "job_title",
    "email",
    "email/work",
    "email/home",
    "phone",
    "phone/mobile",
    "phone/work",
    "phone/home",
    "phone/fax",
    "website",
    "website/linkedin",
    "address",
    "street",
    "po_box",
    "city",
    "region",
    "postcode",
    "country",
    "tags",
    "notes",
    "birthday",
    "date",
    "client_since",
    "found_us_by",
    "value",
    "middle",
    "suffix",
    "nickname",
)
"""What a column may be said to hold: a field, or a field with the label of its values."""

LEFT_OUT = {
    _l("Only of use inside the program that wrote the file."): """
        record id, hs object id, contact owner, contact owner.id, account name.id, vendor name.id,
        id, reference id, associated company ids, square customer id, creation source, delinquent,
        create date, created time, modified time, last modified date, last activity date,
        last activity time, created by, modified by, uid, rev, prodid, source link, file as,
        email type, email display name, directory server, sensitivity, priority, private,
        internet free busy, subject""",
    _l("Pictures cannot be kept here yet; this one stays where it is."): """
        photo, photo url, picture, image, avatar, logo, sound, key""",
}
"""Columns that are left out unless the trader says otherwise, by why."""

CARDS = _l("Details of payment cards are not for us to keep.")
OURS = _l("WowCRM works this out by itself.")
