"""Random values of personal data, and of what only looks so."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

GIVEN = "Marta|Jonas|Priya|Kofi|Ingrid|Tomasz|Leila|Hugo|Aiko|Bruno|Nadia|Owen|Selma|Pavel|Ruth|Dario".split("|")
FAMILY = "Kowalczyk|Lindqvist|Okafor|Brandt|Ferreira|Novak|Haddad|Sato|Moreau|Ibsen|Castillo|Whitfield|Petrov|Achterberg".split(
    "|"
)
FAMILY_ZH, GIVEN_ZH = "王李张刘陈杨赵黄周吴徐孙", "建国|雨桐|志强|晓燕|子涵|海波|丽娜|思远|文静|俊杰".split("|")
STREETS = "Juniper Ridge Road|Alder Street|Marlow Avenue|Foxglove Lane|Harbour Street|Quarry Road".split("|")
STREETS_DE, STREETS_FR = (
    "Lindenstraße|Mühlweg|Birkenallee|Schulstraße".split("|"),
    "rue des Lilas|avenue Victor Hugo|rue de la Gare".split("|"),
)
STREETS_IT, STREETS_NL = (
    "Via Garibaldi|Viale Mazzini|Piazza Dante".split("|"),
    "Prinsengracht|Kerkstraat|Molenlaan".split("|"),
)
BARE_STREETS = "Pod Kaštany|Alšova|Ludviga Holberga|Eleftheriou Venizelou|Joaquin Suarez|Bygget".split("|")
TOWNS, TOWNS_ZH = (
    "Boise|Leeds|Utrecht|Turin|Graz".split("|"),
    "杭州市西湖区文三路|成都市武侯区人民南路|北京市海淀区中关村大街|西安市雁塔区科技路".split("|"),
)
DOMAINS = "posteo.de|gmail.com|outlook.com|poczta.pl|qq.com|163.com|fastmail.com|proton.me".split("|")

Value = Callable[[Random], str]


def digits(random: Random, size: int) -> str:
    """Digits that are no pattern."""
    while True:
        drawn = str(random.randint(1, 9)) + "".join(random.choice("0123456789") for _ in range(size - 1))
        if len(set(drawn)) >= min(4, size) and "1234" not in drawn:
            return drawn


def word(random: Random, size: int) -> str:
    """A handle: a name with an underscore or digits."""
    return (random.choice(GIVEN).lower() + random.choice(["_", ""]) + digits(random, 3))[: max(size, 7)]


def name(random: Random) -> str:
    """A full name."""
    return f"{random.choice(GIVEN)} {random.choice(FAMILY)}"


def name_zh(random: Random) -> str:
    """A Chinese name."""
    return random.choice(FAMILY_ZH) + random.choice(GIVEN_ZH)


def mail(random: Random) -> str:
    """An address of a person."""
    one, two = random.choice(GIVEN).lower(), random.choice(FAMILY).lower()
    return f"{random.choice([f'{one}.{two}', f'{one[0]}{two}{digits(random, 2)}', f'{two}_{one}'])}@{random.choice(DOMAINS)}"


def phone(random: Random) -> str:
    """A number in the grouping of some country."""
    area = random.choice(("415", "312", "617", "206"))
    return random.choice(
        [
            f"({area}) {digits(random, 1)}67-{digits(random, 4)}", f"+44 79{digits(random, 2)} {digits(random, 6)}", f"+49 151 {digits(random, 8)}",
            f"0{random.randint(6, 7)} {digits(random, 2)} {digits(random, 2)} {digits(random, 2)} {digits(random, 2)}", f"+1-{area}-86{digits(random, 1)}-{digits(random, 4)}",
            f"+34 6{digits(random, 2)} {digits(random, 3)} {digits(random, 3)}",
        ]
    )  # fmt: skip


def phone_zh(random: Random) -> str:
    """A Chinese mobile or landline number."""
    mobile = f"1{random.choice('3578')}{digits(random, 9)}"
    return random.choice(
        [
            mobile,
            f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
            f"0{random.choice(('21', '571', '755'))}-{digits(random, 8)}",
            f"+86 {mobile}",
        ]
    )


def address(random: Random) -> str:
    """A street address in the order of some country."""
    number = random.randint(2, 480)
    return random.choice(
        [
            f"{number} {random.choice(STREETS)}, {random.choice(TOWNS)}", f"{random.choice(STREETS_DE)} {number}, {random.choice(TOWNS)}",
            f"{number} {random.choice(STREETS_FR)}, {random.choice(TOWNS)}", f"{random.choice(STREETS_IT)} {number}, {random.choice(TOWNS)}",
            f"{random.choice(STREETS_NL)} {number}",
        ]
    )  # fmt: skip


def bare_address(random: Random) -> str:
    """A street without a word that says so."""
    return f"{random.choice(BARE_STREETS)} {random.randint(2, 900)}"


def address_zh(random: Random) -> str:
    """A Chinese street address."""
    return f"{random.choice(TOWNS_ZH)}{random.randint(2, 400)}号{random.randint(1, 20)}栋{random.randint(101, 2402)}室"


def card(random: Random) -> str:
    """A card number with its check digit."""
    body = "4" + digits(random, 14)
    total = sum((int(d) * 2 - 9 * (int(d) > 4)) if place % 2 == 0 else int(d) for place, d in enumerate(body[::-1]))
    whole = body + str(-total % 10)
    return random.choice([whole, " ".join(whole[n : n + 4] for n in range(0, 16, 4))])


def id_zh(random: Random) -> str:
    """A Chinese id with its check digit."""
    body = f"{random.choice(('330106', '510107', '110108'))}19{random.randint(60, 99)}{random.randint(1, 12):02}{random.randint(1, 28):02}{digits(random, 3)}"
    total = sum(int(d) * w for d, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "10X98765432"[total % 11]


def password(random: Random) -> str:
    """A password that somebody uses."""
    return f"{random.choice(FAMILY)[:4]}{digits(random, 2)}{random.choice('!#%&')}{random.choice(GIVEN)[:3].lower()}{digits(random, 1)}"


def network(random: Random) -> str:
    """A public address outside all documentation ranges."""
    return f"{random.choice((84, 91, 78, 146))}.{random.randint(33, 250)}.{random.randint(33, 250)}.{random.randint(2, 250)}"


def iban(random: Random) -> str:
    """A German IBAN with its check digits."""
    account = digits(random, 18)
    check = 98 - int(account + "131400") % 97
    whole = f"DE{check:02}{account}"
    return random.choice([whole, " ".join(whole[n : n + 4] for n in range(0, 22, 4))])


def order(random: Random) -> str:
    """The number of an order, a parcel or a ticket."""
    return random.choice(
        [
            digits(random, 10),
            f"{digits(random, 3)}-{digits(random, 7)}-{digits(random, 7)}",
            f"PO-{digits(random, 6)}",
            f"1Z{digits(random, 8)}",
        ]
    )


def isbn(random: Random) -> str:
    """The number of a book."""
    return random.choice(
        [
            f"978-3-16-{digits(random, 6)}-{digits(random, 1)}",
            f"978{digits(random, 10)}",
            f"0-306-{digits(random, 5)}-{digits(random, 1)}",
        ]
    )


def three(random: Random) -> str:
    """Three numbers in a row."""
    return f"{random.randint(200, 989)} {random.randint(200, 989)} {random.randint(1000, 9899)}"


def version(random: Random) -> str:
    """A version that looks like a network address."""
    return f"{random.randint(1, 140)}.{random.randint(0, 9)}.{random.randint(1000, 6800)}.{random.randint(0, 200)}"


def documented(random: Random) -> str:
    """A network address that is no one's."""
    return random.choice(
        [
            f"192.0.2.{random.randint(1, 250)}",
            f"198.51.100.{random.randint(1, 250)}",
            f"203.0.113.{random.randint(1, 250)}",
            f"10.{random.randint(0, 250)}.3.7",
            f"192.168.1.{random.randint(2, 250)}",
            "127.0.0.1",
        ]
    )


def stand_in(random: Random) -> str:
    """A mail address of documentation."""
    return random.choice(
        [
            "user@example.com",
            "you@yourdomain.com",
            "name@company.com",
            "jane.doe@example.org",
            "test@test.com",
            "info@acme.com",
            "support@shop.io",
        ]
    )
