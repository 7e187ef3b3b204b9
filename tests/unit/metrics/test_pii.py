"""Personal data and secrets: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.pii import PII, redact, scan
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def kinds(text: str) -> str:
    conversation = Conversation("x", (Turn("user", "Go on."), Turn("assistant", text)))
    values = PII.compute(Batch([conversation]), CONTEXT)
    assert PII.explain is not None
    found = PII.explain(conversation)
    assert values["has_pii"][0] == any(item.column == "has_pii" for item in found)
    assert values["has_secret"][0] == any(item.column == "has_secret" for item in found)
    for item in found:
        assert item.turn == 1 and 0 <= item.start < item.end <= len(text)
    return values["pii_kinds"][0]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("e-mail", "Write to marta.kowalczyk@poczta.pl before noon."),
        ("e-mail", "邮箱是zhao_min88@163.com，请查收。"),
        ("phone", "You can reach her on (415) 867-4402."),
        ("phone", "Ring +44 7911 402233 after six."),
        ("phone", "Mon numéro : 06 42 17 93 58"),
        ("phone", "我的手机号是13957120846，随时联系。"),
        ("phone", "办公室座机：021-62741938"),
        ("card", "Use 4539 1488 0343 6467 for it."),
        ("IBAN", "Please transfer it to NL91 ABNA 0417 1643 00 today."),
        ("national id", "Her social security number is 512-44-8890."),
        ("national id", "证件号 11010519491231002X 已登记。"),
        ("IP address", "The client connected from 84.112.67.203 twice."),
        ("street address", "She lives at 482 Juniper Ridge Road, Boise."),
        ("street address", "Wir treffen uns in der Lindenstraße 14."),
        ("street address", "Il habite 27 rue des Lilas."),
        ("street address", "Mandalo a Via Giuseppe Verdi 8, Torino."),
        ("street address", "收货地址：杭州市西湖区文三路478号3单元502室"),
        ("vehicle plate", "肇事车辆为沪B7K392，已驶离。"),
        ("passport", "Passport number: K04928173"),
        ("date of birth", "Date of birth: 14/03/1987"),
        ("crypto wallet", "Send it to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 please."),
        ("secret", "key = 'AKIAQ7ZJ4MXL2WTRVB5K'"),
        ("secret", "git clone https://maria:t0pGh9kq@git.firma.de/repo.git"),
        ("secret", "My password is Tulpe2019! and it no longer works."),
        ("phone", "Her number is 415 867 4402, ask for Ida."),
        ("phone", "Please call 415 867 4402 before noon."),
        ("phone", "A message from 415-867-4402 came in."),
        ("phone", "<td>415-867-4402</td>"),
        ("phone", "Tél. 01 47 23 61 80"),
        ("phone", "联系电话：010-62741938"),
        ("secret", "export DB_PASSWORD=wR4#mT9!pZ2c"),
        ("secret", "The Wi-Fi password is Gull7Harbour!31."),
        ("secret", "Log in as admin with password Hq5!tRvz8 and change it."),
        ("secret", '{"user": "ida", "db_password": "tZ4!pLw9KcR"}'),
        ("secret", "spring.datasource.password=Mw3tR8pX6"),
        ("secret", "CREATE USER ida IDENTIFIED BY 'kW8!zRq3b';"),
        ("secret", "mysqldump --password=zN4#yQ8pL --all"),
        ("secret", "数据库密码是Ty83nRp6，请勿外传。"),
        ("secret", "管理员口令为 wB7x2KmQ5"),
        ("secret", "Das Passwort lautet Xr6!tKn8v."),
        ("secret", "Le mot de passe est Bt4#nLq7x"),
        ("secret", 'api_key = "7c3e91d8a04f5b62e8d17fa93c60b254"'),
        ("secret", "Our API key is 7c3e91d8a04f5b62e8d17fa93c60b254."),
        ("account", "微信号：lan_wu92，有事请留言。"),
        ("account", "我的QQ号是 38291746"),
        ("account", "WeChat ID: tomlee_77"),
        ("account", "My Skype is jonas.weber84"),
        ("street address", "My new address is Pod Kaštany 18, please update it."),
        ("street address", "She lives at Ludviga Holberga 16 with two cats."),
        ("street address", "Above the old bakery, our home is 214 Harbour Street."),
        ("street address", "请寄到滨江大道245号，王女士收。"),
        ("bank account", "银行账户：6217003810026"),
        ("street address", "Send it to me: it should be delivered to the corner of Alšova 40 and Mill Road."),
        ("secret", "curl -u admin:Gull95!aik8 https://intranet.firma.de/api"),
        ("secret", "后台账号admin，密码Gull95!aik8，别外传。"),
    ],
)
def test_found(kind: str, text: str) -> None:
    assert kinds(text) == kind
    assert f"‹{kind}›" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Maria Gomez from Lisbon met Dr. Chen in Oslo.",
        "He lives in Room 12, she moved to Floor 3 and the class moved to Chapter 5.",
        "They lived in Paris 1920 and moved to Windows 11.",
        "The address is Server 5; the address of the array is Block 40.",
        "She lives in District 9 with 300 people, the mail was delivered to Building 7.",
        "密码长度至少8位，密码admin不安全。",
        "curl -u user:password https://example.com",
        "Send it to user@example.com or your.name@domain.com.",
        "Contact support@shop.com for help.",
        "Sender: alerts@bank7.com; others are dave@gmail.com and joe_doe@gmail.com.",
        "She played in 27 Harbour Lane (1938) and in The Last Ferry (1941).",
        "Call 1-800-273-8255 or 911; in films it is always 555-0134.",
        "The server listens on 127.0.0.1 and 192.168.1.14; docs use 203.0.113.9.",
        "Install version 2.10.3.1 and Chrome 118.0.5993.88.",
        "ISBN 978-3-16-148410-0 costs $1,299.00.",
        "48 * 1250000 = 60000000, and 3.14159265358979 is close to pi.",
        "In 1929 Wall Street crashed; by 2008 Lehman Street was empty.",
        "On 2023-04-14 and 14/04/2023 we sold 1500 units.",
        "My SSN is 123-45-6789, she said, as everybody does.",
        "Use AKIAXXXXXXXXXXXXXXXX or sk-your-api-key-goes-here-please-do.",
        "api_key = 'YOUR_API_KEY_GOES_HERE'",
        "@app.route('/x')\ndef f(a, b): return a@b.T",
        "订单总价为13800元，比去年增加12.5%，共20230415件。",
        "第8号道路和1号道路之间有一座桥。",
        "postgres://user:password@localhost:5432/db",
        "Deutschland belegt Platz 27 von 180 Ländern.",
        "The timings were 320 410 1250.",
        "Shelves measure 240 360 1800 and 220 310 1500 mm.",
        "Part number 340-220-1800 is out of stock.",
        "Serial no. 517-44-8203 was recalled.",
        "Set x = 517-44-8203 and solve.",
        "Dimensions: 340-220-1800",
        "Version 340.220.1800 mends it.",
        "Values: 001 002 003 004",
        "得分分别为 412 388 1024",
        "型号：340-220-1800",
        "序列号 021-62741938",
        'password = input("Enter your password: ")',
        "password = request.form['password1']",
        "password = settings.DATABASE.password1",
        "DB_PASSWORD=your_password_here1",
        "password: ${DB_PASSWORD_1}",
        "The password must be at least 8 characters long, with 1 digit.",
        "The password is hashed with SHA-256.",
        "Here is a randomly generated password: vK7$mQpz",
        "密码：请输入6-20位字母和数字",
        "这是随机生成的密码：vK7$mQpz",
        "WeChat: popular in China",
        "QQ 2013 was a version; 微信支付和微信小程序都可以用。",
        "官方 Instagram：@harbour_museum",
        "Two restaurants: the Blue Gull, rated 4.6, at 214 Harbour Street, and Luna.",
        "The old museum is at 214 Harbour Street.",
        '{"kind": "hotel", "name": "Luna", "rating": 4.5, "address": "37 Weaver St"}',
        "海事博物馆位于滨江大道245号。",
        "首相住在唐宁街10号。",
        "他在银行账户里存了125000元。",
    ],
)
def test_not_found(text: str) -> None:
    assert kinds(text) == "none"
    assert redact(text) == text


def test_redact_keeps_the_rest() -> None:
    assert redact("Mail eva.lind@posteo.se or +46 70 174 06 35!") == "Mail ‹e-mail› or ‹phone›!"


def test_every_turn_is_read() -> None:
    turns = (Turn("system", "Ask ida.berg@posteo.no."), Turn("user", "Who?"), Turn("assistant", "Ida.", reasoning="x"))
    conversation = Conversation("x", turns)
    assert PII.compute(Batch([conversation]), CONTEXT)["has_pii"] == [True]
    assert PII.explain is not None
    assert [(item.turn, item.start) for item in PII.explain(conversation)] == [(0, 4)]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1+",
        "((((",
        "\n",
        "```",
        "1-",
        "1 A ",
        "@",
        "a@",
        "1.",
        ":",
        "路",
        "AB12",
        "eyJ",
        "-----BEGIN ",
        "Via A ",
        "password ",
        "password=",
        "pwd is ",
        "微信",
        "QQ1",
        "密码是",
        "key=a1",
        "012 ",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert_linear(repeated(unit), scan, 200_000)


def test_a_row_of_a_million_turns_is_read_as_far_as_its_help_says() -> None:
    filler = tuple(Turn("user", "1.1 ") for _ in range(40_000))
    late = Conversation("x", (*filler, Turn("assistant", "Write to maria.hofer@posteo.de.")))
    early = Conversation("x", (Turn("assistant", "Write to maria.hofer@posteo.de."), *filler))
    values = PII.compute(Batch([early, late]), Context("o200k_base", ""))
    assert list(values["has_pii"]) == [True, False]
