"""Forms and spellings of one name: Bill and William, Mohamed and Muhammad, Zhang and Cheung. Pure.

English short forms come from the library `nicknames`. Names that it does not have stand here, a line for those that may
be one: as they are said at home, written in another language, or brought over from other letters. Only men's names,
folded as `names.surname_key` folds them.
"""

from __future__ import annotations

from functools import cache, lru_cache

from nicknames import NickNamer

PARTICLES = frozenset({
    "al", "el", "ul", "ur", "bin", "ben", "ibn", "abu", "abou", "de", "da", "do", "dos", "das", "du", "del", "della",
    "di", "van", "von", "der", "den", "ter", "ten", "la", "le", "o", "mac", "mc", "ap", "ab", "san", "st",
})  # fmt: skip
"""Parts of a surname that one list keeps and another drops."""

FORMS = """
tomasz tomek
krzysztof krzysiek krzys chris christopher
wojciech wojtek voytek
grzegorz grzesiek greg gregory
stanislaw staszek stan stanislav
piotr piotrek peter petr petru
pawel paul pavel
michal michael mihai mihail mikhail mykhailo misha micheal
andrzej jedrzej andrew andrei andrey andriy
jakub kuba jacob james
lukasz luke lucas
maciej maciek matthew
marcin martin
zbigniew zbyszek
jan janek john ion ioan ionut ivan sean sion
jerzy jurek george gheorghe
aleksander oleksandr aleksandr alexandru alexander olek sasha sandu alex
slawomir slawek
constantin costel costin
nicolae nicu nicholas nikolai nikolay mykola
dumitru mitica dmitri dmitry dmytro dima
sean shaun shawn shane john
padraig padraic patrick paddy pat
liam william gwilym
seamus shamus james jim
eoin eoghan owen owain euan ewan
ciaran kieran kieron
diarmuid diarmaid dermot
domhnall donal donald
tadhg timothy teague
ruairi ruaidhri rory
aodhan aidan aiden
conchobhar conor connor
ieuan iwan ifan evan ioan
dafydd david dai dewi
rhys reece rees reese
hywel howell howel
tomos thomas tom
steffan stephen steven stefan
geoffrey jeffrey geoff jeff
kwame kwami
kofi coffie
yaw yao
kwasi kwesi akwasi
kwabena kobina kobena
kwaku kweku
chukwuemeka emeka
chinedu nedu
oluwaseun seun
olufemi femi
babatunde tunde
ayodele ayo dele
oluwatobi tobi
adebayo bayo
ikechukwu ike
volodymyr vladimir
yevgeny evgeny evgeniy yevhen
sergei sergey serhii
yuri yury iurii juri
mehmet memet mehmed
"""
"""Forms of one forename."""

SPELLINGS = """
mohammed mohamed muhammad mohammad muhammed mohamad muhamed mohd md mo
ahmed ahmad ahmet
hussain husain hussein husein huseyin hossain hossein hosein
hassan hasan
yusuf yousef youssef yusef yousuf
ibrahim ebrahim brahim
omar umar omer
othman osman usman uthman
abdullah abdallah abdulla
khalid khaled halid
syed sayed sayyid saiyed
saeed said saed sayeed
rashid rasheed rachid
tariq tarek tarik
jamal gamal cemal djamal
kareem karim kerim
mahmood mahmoud mehmood mahmud mahmut
mustafa mostafa moustafa mustapha
qasim kasim kassem qasem
faisal faysal feisal
walid waleed
hamid hameed
nasir nasser naser
sulaiman suleiman soliman sulayman suleyman
dawood daud davud dawud
ismail esmail ismael
yaqub yakub yaqoob yacoub
harun haroon haroun
chaudhry choudhury chowdhury chaudhary choudhry chaudhri
qureshi quraishi koreshi
siddiqui siddiqi siddique
sheikh shaikh shaykh cheikh
rehman rahman
malik malek
miah mia mian
uddin udin deen
zhang chang cheung
wang wong
huang wong hwang
li lee lei
chen chan tan
liu lau
yang yeung
zhao chao chiu
zhou chow chou
wu ng
xu hsu tsui hui
lin lam lim
guo kwok kuo
luo lo law
zheng cheng
liang leung
xie tse hsieh
deng tang teng
cai choi tsai
jiang chiang
xiao hsiao siu
harjit harjeet
gurpreet gurprit
llewellyn llewelyn llywelyn
"""
"""Spellings of one name, forename or surname."""


def _grouped(lines: str) -> dict[str, frozenset[int]]:
    """The lines that each name stands in."""
    groups: dict[str, frozenset[int]] = {}
    for number, line in enumerate(lines.splitlines()):
        for name in line.split():
            groups[name] = groups.get(name, _NONE) | {number}
    return groups


_NONE: frozenset[int] = frozenset()


_FORMS, _SPELLINGS = _grouped(FORMS), _grouped(SPELLINGS)


@cache
def _library() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=8192)
def _long_forms(name: str) -> frozenset[str]:
    return frozenset(_library().canonicals_of(name))


def is_spelling_of(one: str, other: str) -> bool:
    """Whether two names are spellings of one."""
    return not _SPELLINGS.get(one, _NONE).isdisjoint(_SPELLINGS.get(other, _NONE))


def is_form_of(one: str, other: str) -> bool:
    """Whether two forenames are forms of one: the short and the long, or two short ones of the same long one."""
    if not _FORMS.get(one, _NONE).isdisjoint(_FORMS.get(other, _NONE)):
        return True
    of_one, of_other = _long_forms(one), _long_forms(other)
    return one in of_other or other in of_one or not of_one.isdisjoint(of_other)
