"""Codes of languages: known ones are taken, with script and country; others are refused."""

import pytest

from studies import languages


@pytest.mark.parametrize("code", ["da", "en", "ar", "so", "prs", "ckb", "pt-BR", "sr-Latn", "zh-hans", "kl"])
def test_known_languages_are_taken(code: str) -> None:
    assert languages.is_language(code)


@pytest.mark.parametrize("code", ["xx", "yy", "", "d", "Danish", "DA", "xyz", "da_DK", "da-"])
def test_what_is_no_language_is_refused(code: str) -> None:
    assert not languages.is_language(code)


def test_unknown_codes_keep_their_order() -> None:
    assert languages.unknown(["yy", "da", "xx"]) == ["yy", "xx"]
