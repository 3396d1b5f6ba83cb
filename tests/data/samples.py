"""Small files as the programs of this world write them; every person is made up."""

GOOGLE = """\
First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,\
Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,\
Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,\
E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,\
Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,\
Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Relation 1 - Label,\
Relation 1 - Value,Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value
Kārlis,,Bērziņš,,,,,,,,SIA Kāpa,Owner,,1984-03-12,"Likes tea.
Has two dogs.",,* myContacts ::: * starred ::: Garden ::: Riga,Home,karlis@example.com,* Work,\
Karlis@Kapa.example,Mobile,26 123 456 ::: +371 67 222 333,Work,"Brīvības iela 1
Rīga
LV-1010
LV",Brīvības iela 1,Rīga,,,LV-1010,LV,,Spouse,Anna,Profile,https://kapa.example,Anniversary,\
2010-06-20
Õnne,,Pärn,,,,,,,,,,, --05-17,,,* myContacts,,,,,,,,,,,,,,,,,,,,,,
"""

OLD_GOOGLE = """\
Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,\
Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,\
Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,\
Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,\
Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,\
Organization 1 - Title
Ben Carter,Ben,,Carter,,,,,,,,,,, --03-12,,,,,,,,,,,Pays early,,,* My Contacts ::: Accounts,\
* Home,ben@example.com ::: ben.carter@example.org,Mobile,07400 123456,,Carter & Son,,Director
"""

GOOGLES_OUTLOOK = """\
First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,Anniversary,\
Location,Language,Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,E-mail 3 Address,\
Primary Phone,Home Phone,Home Phone 2,Mobile Phone,Home Address,Home Street,Home City,\
Home Postal Code,Home Country,Spouse,Children,Referred By,Company,Job Title,Mileage,Categories
Amira,,Haddad,Dr,,,https://haddad.example,,1990-11-02,,Upstairs,,,,amira@example.com,,,,\
020 7946 0018,,07400 654321,"5 Elm Road, Leeds",5 Elm Road,Leeds,LS1 1AA,UK,,,Ben Carter,\
Haddad Dental,Dentist,,myContacts;starred;Dentists
"""

OUTLOOK_COM = """\
First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,\
E-mail 2 Address,E-mail 3 Address,Home Phone,Home Phone 2,Business Phone,Business Phone 2,\
Mobile Phone,Car Phone,Other Phone,Primary Phone,Pager,Business Fax,Home Fax,Other Fax,\
Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,IMAddress,Job Title,Department,\
Company,Office Location,Manager's Name,Assistant's Name,Assistant's Phone,Company Yomi,\
Business Street,Business City,Business State,Business Postal Code,Business Country/Region,\
Home Street,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other City,\
Other State,Other Postal Code,Other Country/Region,Personal Web Page,Spouse,Schools,Hobby,\
Location,Web Page,Birthday,Anniversary,Notes
Иван,,Петров,Mr,,,,,ivan@example.bg,i.petrov@example.com,,,,02 981 2345,,0888 123 456,,,,,,,,,,\
,,,,Lawyer,,Петров и синове,,,,,,бул. Витоша 1,София,,1000,България,,,,,,,,,,,,,,,,\
https://petrov.example,12/03/1979,,Обича кафе
"""

_DESKTOP = """\
Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,\
Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,\
Business Country/Region,Home Street,Home City,Business Fax,Business Phone,Home Phone,\
Mobile Phone,Account,Anniversary,Birthday,Categories,E-mail Address,E-mail Type,\
E-mail Display Name,E-mail 2 Address,E-mail 2 Type,Notes,Priority,Private,Referred By,\
Sensitivity,Spouse,Web Page"""
_DESKTOP_ROW = {
    "Title": "Mr",
    "First Name": "Jānis",
    "Last Name": "Kalniņš",
    "Company": "Kalniņš SIA",
    "Job Title": "Galdnieks",
    "Business Street": "Dzirnavu iela 5",
    "Business Street 2": "2. stāvs",
    "Business City": "Rīga",
    "Business Postal Code": "LV-1010",
    "Business Country/Region": "Latvija",
    "Business Fax": "+371 67 000 111",
    "Mobile Phone": "29 123 456",
    "Account": "K-17",
    "Anniversary": "0/0/00",
    "Birthday": "0/0/00",
    "Categories": "Dārzs;Rīga",
    "E-mail Address": "/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=1f",
    "E-mail Type": "EX",
    "E-mail 2 Address": "janis@example.lv",
    "E-mail 2 Type": "SMTP",
    "Notes": "Šonedēļ zvanīt",
    "Priority": "Normal",
    "Private": "False",
    "Referred By": "Õnne Pärn",
    "Sensitivity": "Normal",
}


def _quoted(cells: list[str]) -> str:
    return ",".join(f'"{cell}"' for cell in cells) + "\r\n"


OUTLOOK_DESKTOP = _quoted(_DESKTOP.split(",")) + _quoted(
    [_DESKTOP_ROW.get(name, "") for name in _DESKTOP.split(",")]
)

LINKEDIN = """\
Notes:
"When exporting your connection data, you may notice that some of the email addresses are \
missing. You will only see email addresses for connections who have allowed it, see \
https://www.linkedin.com/psettings/privacy/email."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ben,Carter,https://www.linkedin.com/in/ben-carter-1,,Carter & Son,Director,12 Mar 2024
,,,,,,
Õnne,Pärn,https://www.linkedin.com/in/onne,onne@example.ee,,,03 Jan 2023
"""

HUBSPOT = """\
Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,\
Contact owner,Lifecycle Stage,Lead Status,Create Date,Last Activity Date,City,Country/Region
101,Ben,Carter,ben@example.com,,07400 123456,Director,Carter & Son,Nora Lind,Customer,,\
2024-03-12 09:14,,Leeds,United Kingdom
"""

HUBSPOT_INTERNAL = """\
hs_object_id,firstname,lastname,email,phone,company,jobtitle
101,Ben,Carter,ben@example.com,07400 123456,Carter & Son,Director
"""

ZOHO = """\
Record Id,Contact Owner,Salutation,First Name,Last Name,Account Name.id,Account Name,Lead Source,\
Title,Department,Date of Birth,Email,Secondary Email,Phone,Mobile,Email Opt Out,Mailing Street,\
Mailing City,Mailing State,Mailing Zip,Mailing Country,Other Street,Other City,Description,Tag,\
Created Time
zcrm_1,Nora Lind,Mrs.,Amira,Haddad,zcrm_9,Haddad Dental,Word of mouth,Dentist,,1990-11-02,\
amira@example.com,a.haddad@example.org,,07400 654321,true,5 Elm Road,Leeds,,LS1 1AA,UK,\
1 Oak Lane,York,Prefers mornings,"vip,dental",2024-03-12 09:14
"""

STRIPE = """\
id,Description,Email,Name,Created (UTC),Delinquent,Card Last4,Plan,Status,Total Spend,\
Payment Count,Refunded Volume,Dispute Losses,tag (metadata)
cus_A1,Weekly lessons,ben@example.com,Ben Carter,2024-03-12 09:14,false,4242,,,1234.50,3,0,0,x
"""

SQUARE = """\
Reference ID,First Name,Surname,Email Address,Phone Number,Nickname,Company Name,\
Street Address 1,Street Address 2,City,State,Postal Code,Birthday,Memo,Creation Source,\
First Visit,Last Visit,Transaction Count,Lifetime Spend,Square Customer ID
,Amira,Haddad,amira@example.com,07400 654321,,Haddad Dental,5 Elm Road,Flat 2,Leeds,,LS1 1AA,\
1990-11-02,Prefers mornings,Manual,2024-03-12,2024-09-01,4,£300.00,ABC123
"""

THUNDERBIRD = """\
First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,\
Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,\
Home ZipCode,Home Country,Work Address,Work Address 2,Work City,Work State,Work ZipCode,\
Work Country,Job Title,Department,Organization,Web Page 1,Web Page 2,Birth Year,Birth Month,\
Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes
Ben,Carter,Ben Carter,,ben@example.com,ben@carter.example,,020 7946 0018,,,,07400 123456,\
5 Elm Road,Flat 2,Leeds,,LS1 1AA,UK,,,,,,,Director,,Carter & Son,https://carter.example,,1984,3,\
12,,,,,Pays early
"""

BULGARIAN = "Име;Фамилия;Имейл;Телефон;Фирма;Бележки;Рожден ден\r\nАмира;Иванова;\
amira@example.bg;0888 123 456;Иванова ООД;Обича кафе;12.03.1990\r\n"
RUSSIAN = "Имя и фамилия;Эл. почта;Мобильный;Компания;Заметки\r\nИван Петров;ivan@example.ru;\
8 912 345-67-89;Ромашка;Звонить утром\r\n"
LATVIAN = "Vārds;Uzvārds;E-pasts;Tālrunis;Uzņēmums;Piezīmes;Dzimšanas diena\r\nKārlis;Bērziņš;\
karlis@example.lv;26 123 456;SIA Kāpa;Zvanīt rītos;12.03.1984.\r\n"
ESTONIAN = "Eesnimi\tPerekonnanimi\tE-post\tTelefon\tEttevõte\tMärkused\tSünnipäev\tSildid\r\n\
Õnne\tPärn\tonne@example.ee\t5123 4567\tPärn OÜ\tHelistada õhtul\t17.05.1990\taed, Tartu\r\n"
GERMAN = "Vorname;Nachname;E-Mail;Telefonnummer;Firma;Straße;PLZ;Ort;Notizen;Geburtstag\r\n\
Jürgen;Groß;juergen@example.de;030 901820;Groß & Söhne;Hauptstraße 1;10115;Berlin;zahlt pünktlich;\
12.03.1984\r\n"
