"""Statements twisted at random in ways that a list of forbidden words would not notice."""

from __future__ import annotations

import random
import re
from pathlib import Path

from benchmarks.hostile_sql import attacks

_SPACES = (
    " ",
    "  ",
    "\n",
    "\t",
    "\r\n",
    "/**/",
    "/* x */",
    "/* ' */",
    "-- x\n",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\ufeff",
    "\u200b",
    "\0",
)
_FULL = str.maketrans("abcdefghijklmnopqrstuvwxyz_", "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ＿")
_LIKE = str.maketrans("aeopcxi", "аеорсхі")  # Cyrillic
_WORD = re.compile(r"[A-Za-z_]{3,}")


def statement(chance: random.Random, secret: Path, folder: Path, token: str, bombs: float) -> tuple[str, str]:
    """(what it is after, the statement). bombs: the share of those that would never end."""
    if chance.random() < bombs:
        kind, text = "takes all it can", chance.choice(attacks.BOMBS)
    else:
        kind, text = chance.choice((_read, _read, _catalogue, _call, _statement, _statement))(chance)
    text = text.replace("@", str(secret)).replace("~", str(folder)).replace("%TOKEN%", token)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        text = chance.choice(_TWISTS)(chance, text)
    return kind, text


def _read(chance: random.Random) -> tuple[str, str]:
    return "reads files", chance.choice(attacks.PLACES).format(chance.choice(attacks.READS))


def _catalogue(chance: random.Random) -> tuple[str, str]:
    return "looks around", chance.choice(attacks.PLACES).format(chance.choice(attacks.CATALOGUE))


def _call(chance: random.Random) -> tuple[str, str]:
    return "calls what is not there", chance.choice(attacks.SPOTS).format(chance.choice(attacks.CALLS))


def _statement(chance: random.Random) -> tuple[str, str]:
    return "writes, loads or sets", chance.choice(attacks.STATEMENTS)


def _case(chance: random.Random, text: str) -> str:
    return "".join(chance.choice((letter.lower(), letter.upper())) if letter.isascii() and letter.isalpha() and "'" not in text else letter for letter in text)  # fmt: skip


def _spaces(chance: random.Random, text: str) -> str:
    return re.sub(" ", lambda _: chance.choice(_SPACES) if chance.random() < 0.4 else " ", text)


def _quoted(chance: random.Random, text: str) -> str:
    return _WORD.sub(lambda m: f'"{m[0]}"' if chance.random() < 0.15 else m[0], text)


def _schema(chance: random.Random, text: str) -> str:
    front = chance.choice(("main.", "system.main.", "memory.main.", "pg_catalog.", '"main".', "temp."))
    return re.sub(r"\b(\w+)\(", lambda m: f"{front}{m[0]}" if chance.random() < 0.5 else m[0], text)


def _letters(chance: random.Random, text: str) -> str:
    table = chance.choice((_FULL, _LIKE))
    return _WORD.sub(lambda m: m[0].translate(table) if chance.random() < 0.2 else m[0], text)


def _around(chance: random.Random, text: str) -> str:
    form = chance.choice(
        (
            "SELECT * FROM ({})",
            "({})",
            "WITH w AS ({}) SELECT * FROM w",
            "SELECT 1 UNION ALL ({})",
            "SELECT ({})",
            "EXPLAIN {}",
            "EXPLAIN ANALYZE {}",
            "PREPARE q AS {}",
            "DESCRIBE {}",
            "SUMMARIZE {}",
            "CREATE TABLE z AS {}",
            "SELECT 1; {}",
            "{}; SELECT 1",
            ";{};",
            "BEGIN; {}; COMMIT",
            "COPY ({}) TO '/dev/null'",
            "SELECT * FROM query('{}')",
            "SELECT * FROM rows WHERE EXISTS ({})",
            "SELECT json_serialize_sql('{}')",
            "/* {} */ SELECT 1",
            "-- \n{}",
            "SELECT 1 -- \n; {}",
        )
    )
    return form.replace("{}", text)


def _strings(chance: random.Random, text: str) -> str:
    form = chance.choice(("$$%s$$", "E'%s'", "$t$%s$t$", "'' || '%s'", "('%s')", "'%s'::VARCHAR", "concat('%s')", "chr(47) || '%s'", "['%s'][1]", "lower('%s')"))  # fmt: skip
    return re.sub(r"'([^']*)'", lambda m: form.replace("%s", m[1]) if chance.random() < 0.6 else m[0], text)


def _deep(chance: random.Random, text: str) -> str:
    for _ in range(chance.choice((5, 30, 120))):
        text = f"SELECT * FROM ({text})"
    return text


def _cut(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text) + 1)
    return chance.choice((text[:place], text[place:], text[:place] + chance.choice("();'\"$*,\0") + text[place:]))


def _hidden(chance: random.Random, text: str) -> str:
    """A name of the list in front of a forbidden one, and the other way round."""
    return chance.choice(
        (
            f"WITH read_text AS (SELECT 1) {text}",
            f"WITH rows AS (SELECT 1 AS row_id) {text}",
            f"SELECT lower AS rows FROM ({text}) t(lower)",
            f"SELECT * FROM rows AS read_csv, ({text})",
        )
    )


_TWISTS = (_case, _case, _spaces, _spaces, _quoted, _schema, _letters, _around, _around, _strings, _deep, _cut, _hidden)
