"""Markdown becomes what a reader sees."""

import pytest

from tracker.sources.markdown import strip_markdown


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("## Highlights ##\n\nText", "Highlights\nText"),
        ("- one\n* two\n> said", "one\ntwo\nsaid"),
        ("**9,500** customers, *about* __half__", "9,500 customers, about half"),
        ("[Sumy](https://map.example/a_(1) 'title') and [Kyiv][k]\n[k]: https://k.example", "Sumy and Kyiv"),
        ("![a picture](https://img.example/1.png)Power is back", "Power is back"),
        ("| Oblast | Customers |\n|:--|--:|\n| Sumy | 9,500 |", "Oblast Customers\nSumy 9,500"),
        ("<p>Heat &amp; light</p>", "Heat & light"),
        ("before\n\n---\n\nafter", "before\nafter"),
        (r"1\. July \*not a note\*", "1. July *not a note*"),
        ("snake_case_name and 3 * 4 * 5", "snake_case_name and 3 * 4 * 5"),
        ("see <https://x.example/y> now", "see now"),
    ],
)
def test_marks_go_and_words_stay(written: str, seen: str) -> None:
    assert strip_markdown(written) == seen
