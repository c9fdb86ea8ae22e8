"""Write tests/samples/matching-pairs.csv: 540 made-up pairs of people, each known to be one man or two.

.venv/bin/python tools/make_matching_pairs.py

The names are of the origins that a custody desk in the Thames Valley meets. Slips of the keyboard are drawn with a
fixed seed. How a name is written otherwise (`WRITTEN`, `SHORT`) stands here and not in `people/name_forms.py`, which
knows some of it and some not. Who is told apart is as hard as life is: twins, brothers, fathers and sons.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "tests" / "samples" / "matching-pairs.csv"
COLUMNS = ("kind", "one_man", "surname", "forenames", "born_on", "pnc_id", "surname_2", "forenames_2", "born_on_2",
           "pnc_id_2")  # fmt: skip

NAMES = {
    "English": (
        "Smith Turner Clarke Whitfield Bradshaw Pemberton Hargreaves",
        "James Oliver Daniel Stephen Graham Nigel",
    ),
    "Welsh": (
        "Llewellyn Griffiths Pritchard Morgan Bowen Gethin",
        "Rhys Gareth Huw Iestyn Dylan Emlyn",
    ),
    "Irish": (
        "Gallagher O'Sullivan Fitzgerald Doherty MacNamara Keane",
        "Seán Declan Brendan Eamon Niall Fergal",
    ),
    "Polish": (
        "Kowalski Wiśniewski Wójcik Lewandowski Zieliński Dąbrowski",
        "Tomasz Wojciech Grzegorz Paweł Marek Łukasz",
    ),
    "Romanian": (
        "Popescu Ionescu Dumitrescu Munteanu Ștefănescu Rusu",
        "Andrei Florin Gheorghe Mihai Cătălin Vasile",
    ),
    "Turkish": (
        "Yılmaz Öztürk Şahin Çelik Demirtaş Aydoğan",
        "Mehmet Hüseyin Emre Burak Cem Orhan",
    ),
    "Arabic": (
        "Haddad Mansour Khoury Abdelrahman Benali Othman",
        "Omar Youssef Khaled Tariq Samir Ziad",
    ),
    "South Asian": (
        "Choudhury Rahman Hussain Patel Siddiqui Dhaliwal",
        "Imran Rajesh Mohammed Harjit Sanjay Faisal",
    ),
    "West African": (
        "Mensah Adeyemi Okonkwo Boateng Owusu Diallo",
        "Kwame Oluwaseun Chukwuemeka Kofi Babatunde Mamadou",
    ),
    "Chinese": (
        "Zhang Huang Zhou Zheng Guo Xiao",
        "Wei Jian Haoran Zhiming Feng Guoqiang",
    ),
}
"""Surnames and forenames by origin."""

WRITTEN = """
Mohammed|Muhammad Mohammed|Mohamed Muhammed|Mohamad Youssef|Yusuf Khaled|Khalid Tariq|Tarek Omar|Umar Hüseyin|Huseyin
Hussein|Husain Faisal|Faysal Abdullah|Abdallah Ahmed|Ahmad Mustafa|Mostafa Ibrahim|Ebrahim Kareem|Karim Rashid|Rasheed
Łukasz|Lukasz Paweł|Pawel Cătălin|Catalin Ionuț|Ionut Mihai|Mihail Andrei|Andrey Seán|Shaun Eoin|Owen Rhys|Rees
Ifan|Evan Kwasi|Kwesi Kwabena|Kobina Harjit|Harjeet Gurpreet|Gurprit Sergei|Serhii Dmitri|Dmytro Jian|Chien
"""
"""A forename, and how somebody else writes it."""
WRITTEN_SURNAMES = """
Hussain|Hussein Choudhury|Chaudhry Choudhury|Chowdhury Rahman|Rehman Siddiqui|Siddique Sheikh|Shaikh Qureshi|Quraishi
Malik|Maliek Miah|Mia Uddin|Udin Dhaliwal|Dhaliwaal Sandhu|Sindhu Benali|Ben-Ali Haddad|Hadad Mansour|Mansoor
Othman|Osman Mensah|Mensa Owusu|Owuso Agyeman|Agyemang Diallo|Jallow Okonkwo|Okonquo Zhang|Cheung Huang|Wong Zhou|Chow
Guo|Kwok Xiao|Hsiao Zheng|Cheng Kowalski|Kowalsky Wiśniewski|Wisniewski Wójcik|Wojcik Wojciechowski|Wojcechowski
Öztürk|Ozturk Şahin|Sahin Çelik|Celik Yılmaz|Yilmaz Ștefănescu|Stefanescu Munteanu|Muntean O'Sullivan|Ó_Súilleabháin
MacDonald|McDonald MacNamara|McNamara Llewellyn|Llywelyn Griffiths|Gruffydd Pritchard|Prichard Nguyen|Ngyuen
"""
SHORT = """
William|Bill Robert|Bob Anthony|Tony Michael|Mick Richard|Dick Edward|Ted Charles|Charlie James|Jim John|Jack
Stephen|Steve Patrick|Paddy Francis|Frank Joseph|Joe Daniel|Danny Christopher|Kit Nicholas|Nick Geoffrey|Jeff
Tomasz|Tomek Wojciech|Wojtek Krzysztof|Krzysiek Grzegorz|Grzesiek Stanisław|Staszek Zbigniew|Zbyszek Jakub|Kuba
Alexandru|Sandu Constantin|Costel Ion|Nelu Gheorghe|Gigi Dumitru|Mitica David|Dai Gwilym|Gwil Ieuan|Iwan
Mehmet|Memo Mohammed|Mo Abdul|Abz Chukwuemeka|Emeka Oluwaseun|Seun Babatunde|Tunde Adebayo|Bayo Kwame|Kwam
Rajesh|Raj Jaspreet|Jas Seamus|Shay Séamus|James Pádraig|Patrick Diarmuid|Dermot Oleksandr|Sasha Volodymyr|Vova
Ebenezer|Eben Emmanuel|Manny Haoran|Hao
"""
"""A forename, and what he is called."""
BROTHERS = """
Adam|Aaron James|John Peter|Paul Mark|Martin Liam|Luke Connor|Cormac Rhys|Rhodri Gareth|Gwyn Owain|Osian
Tomasz|Tadeusz Marcin|Mateusz Piotr|Przemysław Andrei|Adrian Florin|Felix Marius|Marian Mehmet|Murat Emre|Enes
Cem|Can Hassan|Hussain Omar|Osama Ali|Amir Khalid|Khalil Imran|Irfan Raj|Ravi Harjit|Manjit Gurdeep|Kuldeep
Kofi|Kojo Kwame|Kwaku Taiwo|Kehinde Emeka|Ikenna Wei|Bin Jian|Jun Ming|Feng Yusuf|Yunus Bilal|Hilal Declan|Dermot
"""
ALIKE_AND_NOT_ONE = """
Popa,Ion|Popescu,Ion Nowak,Jan|Nowacki,Jan Boateng,Kwame|Boadi,Kwame Li,Wei|Lu,Wei Davies,David|Dawson,David
Khan,Asif|Kamran,Asif Singh,Harjit|Sidhu,Harjit Chen,Jun|Chu,Jun Martin,Paul|Marston,Paul Rusu,Mihai|Rotaru,Mihai
Kaya,Emre|Kara,Emre Demir,Cem|Demirtaş,Cem Hall,Ian|Hill,Ian Moore,Gary|Muir,Gary Diallo,Mamadou|Diarra,Mamadou
Patel,Nilesh|Patil,Nitesh Haddad,Samir|Hamid,Samir Okoro,Emeka|Okafor,Emeka Ward,Tom|Wade,Tom Lee,Simon|Lowe,Simon
"""


@dataclass(frozen=True, slots=True)
class Man:
    """Somebody made up."""

    surname: str
    forenames: str
    born_on: date
    pnc_id: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, and whether they are of one man."""

    kind: str
    one_man: bool
    one: Man
    other: Man


class Maker:
    """Draws people and slips, always the same."""

    def __init__(self, seed: int = 36) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same list every time

    def words(self, names: str) -> str:
        return self.chance.choice(names.split())

    def man(self, origin: str | None = None) -> Man:
        surnames, forenames = NAMES[origin or self.chance.choice(sorted(NAMES))]
        return Man(self.words(surnames), self.words(forenames), self.born())

    def born(self) -> date:
        return date(1950, 1, 1) + timedelta(days=self.chance.randrange(20_000))

    def born_early(self) -> date:
        """A day that may be read as a month, and is not the same then."""
        month, day = self.chance.sample(range(1, 13), 2)
        return date(self.chance.randrange(1950, 2004), month, day)

    def slip(self, name: str) -> str:
        """One slip: a letter left out, doubled, changed for another of its kind, or changed over with the next."""
        at = self.chance.randrange(1, len(name) - 1) if len(name) > 2 else 1
        letter = name[at]
        kind = self.chance.choice(("out", "twice", "other", "over"))
        if kind == "out":
            return name[:at] + name[at + 1 :]
        if kind == "twice":
            return name[: at + 1] + letter + name[at + 1 :]
        if kind == "over" and at + 1 < len(name) and letter != name[at + 1]:
            return name[:at] + name[at + 1] + letter + name[at + 2 :]
        kin = "aeiou" if letter.lower() in "aeiouıăéá" else "bdgkmnprstvz"
        return name[:at] + self.chance.choice([one for one in kin if one != letter]) + name[at + 1 :]

    def two(self, lines: str) -> list[tuple[str, str]]:
        """The pairs of a table, in an order of chance."""
        pairs = [tuple(pair.replace("_", " ").split("|")) for pair in lines.split()]
        self.chance.shuffle(pairs)
        return [(one, other) for one, other in pairs]


def pairs() -> Iterator[Pair]:
    """All of them."""
    maker = Maker()
    yield from _one_man(maker)
    yield from _one_man_by_other_words(maker)
    yield from _two_men(maker)
    yield from _three_names(Maker(seed=37))


def _three_names(maker: Maker) -> Iterator[Pair]:
    """Changed over or divided otherwise, and one or two of them written otherwise; and two men who share two."""
    spelt = [two for two in maker.two(WRITTEN) if two[0].isascii()][:24]
    for number, (one, other) in enumerate(spelt):
        man, second = maker.man("South Asian"), maker.man("Arabic").forenames
        surname = maker.slip(man.surname) if number % 4 == 3 else man.surname
        here = replace(man, forenames=f"{one} {second}")
        there = replace(man, surname=second, forenames=f"{other} {surname}" if number % 2 else f"{surname} {other}")
        yield Pair("three names changed over, one written otherwise", True, here, there)
    for one, other in maker.two(BROTHERS)[:16]:
        man, second = maker.man("South Asian"), maker.man("Arabic").forenames
        here, there = replace(man, forenames=f"{one} {second}"), replace(man, surname=second)
        yield Pair("two of three names", False, here, replace(there, forenames=f"{other} {man.surname}"))


def _one_man(maker: Maker) -> Iterator[Pair]:
    for number in range(80):
        man = maker.man()
        if number % 3:
            other = replace(man, surname=maker.slip(man.surname))
        else:
            other = replace(man, forenames=maker.slip(man.forenames))
        yield Pair("one slip", True, man, other)
    for _ in range(20):
        man = maker.man()
        other = replace(man, surname=maker.slip(man.surname), forenames=maker.slip(man.forenames))
        yield Pair("a slip in each name", True, man, other)
    for number in range(40):
        man = maker.man()
        surname, forename = man.surname, man.forenames
        if number % 4 == 3:
            forename = maker.slip(forename)
        yield Pair("names changed over", True, man, replace(man, surname=forename, forenames=surname))
    for number in range(35):
        man = replace(maker.man(), born_on=maker.born_early())
        born = date(man.born_on.year, man.born_on.day, man.born_on.month)
        surname = maker.slip(man.surname) if number % 7 == 6 else man.surname
        yield Pair("day and month changed over", True, man, replace(man, born_on=born, surname=surname))


def _one_man_by_other_words(maker: Maker) -> Iterator[Pair]:
    for one, other in maker.two(WRITTEN)[:32]:
        man = replace(maker.man(), forenames=one)
        yield Pair("written otherwise", True, man, replace(man, forenames=other))
    for one, other in maker.two(WRITTEN_SURNAMES)[:38]:
        man = replace(maker.man(), surname=one)
        yield Pair("written otherwise", True, man, replace(man, surname=other))
    for one, other in maker.two(SHORT)[:50]:
        man = replace(maker.man(), forenames=one)
        yield Pair("what he is called", True, man, replace(man, forenames=other))
    for number in range(25):
        man, second = maker.man(), maker.man()
        written = (
            (f"{man.surname}-{second.surname}", man.surname),
            (f"{man.surname} {second.surname}", second.surname),
            (f"al-{man.surname}", man.surname),
            (f"de {man.surname}", man.surname),
            (f"bin {man.surname}", maker.slip(man.surname)),
        )[number % 5]
        yield Pair("a part of the surname", True, replace(man, surname=written[0]), replace(man, surname=written[1]))
    for number in range(25):
        man, also = maker.man(), maker.man().forenames
        said = (man.forenames[0], "", f"{also} {man.forenames}", f"{man.forenames} {also}", man.forenames[0])
        yield Pair("an initial, another forename or none", True, man, replace(man, forenames=said[number % 5]))


def _two_men(maker: Maker) -> Iterator[Pair]:
    for one, other in maker.two(BROTHERS)[:34]:
        man = replace(maker.man(), forenames=one)
        yield Pair("twins", False, man, replace(man, forenames=other))
    for _ in range(11):
        man = maker.man("South Asian")
        one, other = maker.two(BROTHERS)[0]
        father = man.forenames
        yield Pair(
            "twins with their father's name",
            False,
            replace(man, forenames=f"{one} {father}"),
            replace(man, forenames=f"{other} {father}"),
        )
    for number in range(30):
        man = maker.man()
        born = man.born_on + timedelta(days=maker.chance.randrange(7000, 12_000) if number % 2 else 365)
        yield Pair("the same name, another date of birth", False, man, replace(man, born_on=born))
    for _ in range(35):
        man = maker.man()
        others = [one for one in (maker.man() for _ in range(60)) if one.surname[:2] != man.surname[:2]]
        yield Pair("the same forename and date of birth", False, man, replace(man, surname=others[0].surname))
    for one, other in maker.two(ALIKE_AND_NOT_ONE)[:20]:
        born = maker.born()
        (surname, forename), (surname_2, forename_2) = one.split(","), other.split(",")
        yield Pair("alike and not one", False, Man(surname, forename, born), Man(surname_2, forename_2, born))
    for number in range(25):
        man = replace(maker.man(), pnc_id=f"{1980 + number}/{1000 + number:07}")
        surname = man.surname if number % 3 == 2 else maker.slip(man.surname)
        twin = replace(man, surname=surname, pnc_id=f"{1985 + number}/{9000 + number:07}")
        yield Pair("two PNC IDs", False, man, twin)


def written() -> str:
    """The list as it stands in its file."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for pair in pairs():
        men = [(man.surname, man.forenames, f"{man.born_on}", man.pnc_id) for man in (pair.one, pair.other)]
        writer.writerow((pair.kind, "yes" if pair.one_man else "no", *men[0], *men[1]))
    return file.getvalue()


def main() -> None:
    """Write the list."""
    PAGE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
