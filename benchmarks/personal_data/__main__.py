"""Writes the labelled texts of both halves.

    python -m benchmarks.personal_data OUT [--each 25]

Each form belongs to one half: rules are made with OUT/develop/pii.jsonl, OUT/heldout/pii.jsonl is looked at through its scores.
The forms of both were written by those who wrote the rules. secret.jsonl holds those that name passwords.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random

from benchmarks.halves import DEVELOP, HELD_OUT, write
from benchmarks.personal_data import values as v

VALUES: dict[str, v.Value] = {
    "name": v.name, "name_zh": v.name_zh, "mail": v.mail, "phone": v.phone, "phone_zh": v.phone_zh, "address": v.address, "bare": v.bare_address,
    "address_zh": v.address_zh, "card": v.card, "id_zh": v.id_zh, "password": v.password, "ip": v.network, "iban": v.iban, "order": v.order, "isbn": v.isbn,
    "three": v.three, "version": v.version, "documented": v.documented, "stand_in": v.stand_in, "handle": lambda random: v.word(random, 12),
    "qq": lambda random: v.digits(random, random.choice((8, 9, 10))), "n": lambda random: str(random.randint(2, 900)), "given": lambda random: random.choice(v.GIVEN),
    "town": lambda random: random.choice(v.TOWNS), "year": lambda random: str(random.randint(1990, 2024)), "d9": lambda random: v.digits(random, 9),
    "d7": lambda random: v.digits(random, 7), "date": lambda random: f"{random.randint(1950, 2005)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
}  # fmt: skip

# d: develop, h: held out. Forms of personal data:
PERSONAL = """
d|en|Hi, this is {name}. Please call me back on {phone} when you can.
h|en|You can text {given} at {phone}, she answers quickly.
d|en|Name: {name}\\nPhone: {phone}\\nTopic: refund
h|en|Contact card\\n- Full name: {name}\\n- Mobile: {phone}\\n- Notes: prefers mornings
d|en|{{"user": "{name}", "email": "{mail}", "plan": "pro"}}
h|en|user:\\n  name: {name}\\n  email: {mail}\\n  active: true
d|en|INSERT INTO customers VALUES (17, '{name}', '{mail}', '{town}');
h|en|id,name,email\\n1,{name},{mail}\\n2,{name},{mail}
d|en|[2024-03-02 10:11:04] login ok user=7 ip={ip} agent=curl
h|en|The complaint came from a client whose IP address was {ip} that evening.
d|en|Please ship the parcel to {address}.
h|en|{name} has lived at {address} since {year}.
d|en|My new address is {bare}, please update it.
h|en|{given} lives at {bare} with two cats.
d|en|I'd like it to be sent to the corner of {bare} and Mill Road.
h|en|Our mailing address: {bare}, {town}
d|en|Charge it to card {card}, expiry 09/27.
h|en|I paid with my Visa, {card}, and never got a receipt.
d|en|IBAN: {iban}\\nAmount: 120 EUR
h|en|Kindly transfer the deposit to {iban} by Friday.
d|en|Add me on Telegram: @{handle}
h|en|{given} is on telegram, her handle is @{handle}, write any time.
d|en|My WeChat ID is {handle}, let us talk there.
h|en|Discord: {handle}#{n}234 - ping me
d|en|DB_HOST=db.internal\\nDB_USER=app\\nDB_PASSWORD={password}
h|en|database:\\n  host: localhost\\n  user: app\\n  password: "{password}"
d|en|The wifi password is {password}, case matters.
h|en|Login for the portal: ida.r / password {password}
d|en|curl -u admin:{password} https://intranet.firma.de/api
h|en|mysql -h db1 -u root --password='{password}' shop
d|en|Date of birth: {date}\\nPatient: {name}
h|en|Patient {name}, DOB {date}, was admitted on Monday.
d|zh|我的手机号是{phone_zh}，有事打给我。
h|zh|收件人：{name_zh}，电话{phone_zh}，请放门口。
d|zh|姓名：{name_zh}\\n联系电话：{phone_zh}\\n备注：无
h|zh|尾款请打到卡号{card}，户名{name_zh}。
d|zh|加我微信：{handle}，备注来意。
h|zh|微信号 {handle}，随时聊
d|zh|QQ：{qq}，欢迎加好友
h|zh|有问题加我QQ{qq}。
d|zh|我住在{address_zh}，周末都在家。
h|zh|收货地址：{address_zh}
d|zh|身份证号：{id_zh}
h|zh|{name_zh}，身份证号码{id_zh}，已核验。
d|zh|邮箱：{mail}
h|zh|请把简历发到{mail}，谢谢。
d|zh|数据库密码：{password}
h|zh|后台账号admin，密码{password}，别外传。
d|zh|登录IP：{ip}，时间：昨晚十点
h|zh|他的Telegram是@{handle}，QQ号是{qq}。
"""
# Forms that only look so:
NEAR_MISSES = """
d|en|Your order number is {order}; it ships tomorrow.
h|en|Tracking no. {order} was scanned in {town}.
d|en|ISBN {isbn}, second edition.
h|en|See Harris, Rivers, ISBN: {isbn}, p. {n}.
d|en|The next terms are {three}, and so on.
h|en|Add up {three} and divide by 3.
d|en|Chrome {version} fixes the bug.
h|en|Upgrade from {version} to {version} before Friday.
d|en|Set the gateway to {documented} and restart.
h|en|ping {documented} should answer within 2 ms.
d|en|Write to {stand_in} for a sample.
h|en|<input type="email" placeholder="{stand_in}">
d|en|{name} wrote the play in {year} and toured {town} with it.
h|en|According to {name}, the {town} festival drew {n} visitors.
d|en|The population of {town} was {d7} in {year}.
h|en|Total rows: {d9}, failed: {n}, duration {n} s.
d|en|password = os.environ["DB_PASSWORD"]
h|en|PASSWORD=<your password here>
d|en|Choose a strong password and never share it.
h|en|def check(password: str) -> bool:\\n    return len(password) >= 12
d|en|In chapter {n}, verse 4-12-1998 is quoted.
h|en|Meeting on {date} at 10:30, room {n}.
d|en|The vector is ({n}, {n}, {n}) and its norm is {n}.
h|en|Ratios: {n}/{n}, {n}/{n}, {n}-{n}-{n}.
d|en|Follow us on Instagram for weekly tips.
h|en|Telegram is an app for messages; Discord is another.
d|en|The battle of {town} was fought on 14 May 1643 by {n} men.
h|en|Route {n} leads from {town} to Lake {given}, {n} km away.
d|en|@decorator\\ndef run(): pass
h|en|git@github.com:acme/tool.git
d|zh|订单号{order}已发货，请注意查收。
h|zh|快递单号：{order}，预计明天送达。
d|zh|书号：{isbn}
h|zh|产品编号{d9}，规格{n}×{n}毫米。
d|zh|数列为{n}、{n}、{n}，求下一项。
h|zh|三个数分别是 {three}，求平均值。
d|zh|{name_zh}于{year}年出版了第一部小说。
h|zh|{name_zh}和{name_zh}一起去了公园。
d|zh|请设置一个强密码，不要告诉别人。
h|zh|密码长度至少8位，须包含数字和字母。
d|zh|微信是一款社交软件，QQ也是。
h|zh|打开微信，点击右上角的加号添加朋友。
d|zh|版本号{version}，修复若干问题。
h|zh|服务器内网地址是{documented}。
d|zh|全市人口{d7}人，同比增长{n}人。
h|zh|客服热线400-{n}-{n}，工作日九点到六点。
"""


_PASSWORDS = ("password", "密码")


def rows(each: int) -> dict[tuple[str, str], list[dict[str, str]]]:
    """Rows by half and judgement. What names a password is labelled by whether it gives one: a secret is no personal data."""
    files: dict[tuple[str, str], list[dict[str, str]]] = {}
    for label, forms in (("pii", PERSONAL), ("no_pii", NEAR_MISSES)):
        for line in forms.strip().split("\n"):
            half, lang, form = line.split("|", 2)
            random = Random(form)
            text = form.replace("\\n", "\n")
            for _ in range(each):
                drawn = {name: draw(random) for name, draw in VALUES.items()}
                filled = text.format(**drawn)
                secret = any(sign in form.lower() for sign in _PASSWORDS)
                said = ("secret" if "{password}" in form else "none") if secret else label
                kept = {"prompt": filled, "response": "", "label": said, "source": f"written#{form[:40]}", "lang": lang}
                name = (DEVELOP if half == "d" else HELD_OUT, "secret" if secret else "pii")
                files.setdefault(name, []).append(kept)
    return files


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Write labelled texts with and without personal data.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=25)
    options = parser.parse_args(argv)
    for (half, stem), found in rows(options.each).items():
        write(options.out, half, stem, found)
        print(f"{half}/{stem}.jsonl: {len(found):,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
