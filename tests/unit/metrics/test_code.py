"""Code of many languages: what no reading of it makes sense of, and what only looks broken."""

from __future__ import annotations

from contextlib import suppress

import pytest

from explorer.metrics.syntax.budget import Budget, GivenUpError
from explorer.metrics.syntax.trees import _GRAMMARS, PARSED, _parser, broken_tree
from tests.growth import assert_linear, repeated

BROKEN = [
    ("rust", 'fn main() {\n    let v = vec![1, 2;\n    println!("{}", v[0]);\n}', "closed by"),
    ("csharp", "class A {\n    int F(int a) {\n        return (a + 1;\n    }\n}", ""),
    ("csharp", "class A {\n    void F() {\n        int a = 1\n        int b = 2;\n    }\n}", "; is missing"),
    ("java", "class A {\n    void f() {\n        int a = 1\n        int b = 2;\n    }\n}", "; is missing"),
    ("php", "<?php\nfunction f($a) {\n    return g($a;\n}\necho f(1);", ""),
    ("ruby", "def f(a)\n  puts [1, 2\nend\nf(1)\n", ""),
    ("kotlin", 'fun main() {\n    val a = listOf(1, 2\n    println("$a")\n}', ""),
    ("swift", "func f() {\n    let a = [1, 2\n    print(a)\n}", ""),
    ("css", "a {\n  color: rgb(1, 2;\n}\nb { color: red; }\n", ""),
    ("shell", 'for f in *; do\n  echo "$f\ndone\nls\n', "quote"),
    ("shell", "if [ -f a ]; then\n  rm a\necho done here\nls\n", "no fi"),
    ("csharp", "class A {\n    int max\\_tokens = 1;\n}", "Markdown"),
    ("c", "int main() {\n    int a\\_b = 2 \\* 3;\n    return a\\_b;\n}", "Markdown"),
    ("javascript", "fetch（'https://example.com', {\n  method: 'GET'\n}）", "Full-width"),
    ("go", "package main\nfunc main() {\n\u00a0\u00a0f()\n}", "space"),
]
FINE = [
    ("rust", "fn f<'a>(x: &'a str) -> char {\n    let c = '(';\n    c\n}"),
    ("rust", 'let x = 5;\nlet y = x + 1;\nprintln!("{}", y);'),
    ("csharp", 'var a = items.Where(i => i > 1)\n    .Select(i => $"{i}")\n    .ToList();'),
    ("csharp", "public int F() {\n    return 1;\n}\n"),
    ("php", "$a = [1, 2];\nforeach ($a as $b) {\n    echo $b;\n}"),
    ("php", "<p>Don't (worry</p>\n<?php echo 1; ?>\n<p>be happy</p>"),
    ("ruby", '%w(a b).each do |x|\n  puts "#{x} ("\nend\n'),
    ("kotlin", 'val s = "${a.map { it + 1 }}"\nprintln(s)\nfoo()'),
    ("swift", 'let s = "\\(a["b"]!)"\nprint(s)\nf()'),
    ("css", "color: red;\nmargin: 0;\npadding: 0;"),
    ("css", "a::before { content: '('; }\n/* ) */\nb {}\n"),
    ("shell", "$ ls -l\ntotal 0\n$ pwd\n/home\n"),
    ("shell", 'echo "it\'s"\ncat <<E\n"\nE\nls'),
    ("shell", "kill -9 <PID>\nps aux | grep it\n"),
    ("java", "int a = 1\n"),
    ("java", "class A {\n    void f() {\n        ...\n    }\n}"),
    ("javascript", "const pattern = /\\*\\_\\[/;\nf(pattern);\ng();"),
    ("javascript", "const said = '（全角）';\nf(said);\ng();"),
    ("cpp", "UFUNCTION(Server, Reliable)\nvoid F();\nvoid G();"),
]


@pytest.mark.parametrize(("language", "code", "said"), BROKEN)
def test_broken_code(language: str, code: str, said: str) -> None:
    found = broken_tree(code, language, Budget())
    assert found is not None
    assert said in found[1]
    assert 0 <= found[0] <= code.count("\n")


@pytest.mark.parametrize(("language", "code"), FINE)
def test_fragments_sketches_and_sessions_are_let_pass(language: str, code: str) -> None:
    assert broken_tree(code, language, Budget()) is None


@pytest.mark.parametrize("language", sorted(PARSED))
def test_every_grammar_is_installed_and_its_wraps_parse(language: str) -> None:
    parser = _parser(language)
    assert parser is not None
    assert all(wrap.count("{}") == 1 for wrap in _GRAMMARS[language].wraps)
    assert broken_tree("", language, Budget()) is None


UNITS = ("(", "{\n", '"', "\\_", "（", "if\n", "\ud800\n", "\0\n", "/*", "a b c\n")


def _bounded(code: str, language: str) -> None:
    with suppress(GivenUpError):
        broken_tree(code, language, Budget())


@pytest.mark.parametrize("language", sorted(PARSED))
@pytest.mark.parametrize("unit", UNITS)
def test_hostile_code_takes_linear_time(language: str, unit: str) -> None:
    assert_linear(
        repeated(unit), lambda code: _bounded(code, language), 60_000
    )  # below the budget, work grows with the square
