"""What an operator sets."""

from pathlib import Path

import pytest

from tracker.settings import Settings


def test_keys_come_from_the_file_and_from_variables_and_are_never_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "svitlo.toml").write_text('[keys]\nreliefweb = "from-file"\nkobo = "from-file"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SVITLO_KEYS__KOBO", "from-variable")
    settings = Settings()
    keys = {name: key.get_secret_value() for name, key in settings.keys.items()}

    assert keys == {"reliefweb": "from-file", "kobo": "from-variable"}
    assert "from-" not in repr(settings)
