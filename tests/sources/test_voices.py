"""The file of voices that cannot be read."""

from pathlib import Path

import pytest

from tracker.errors import NotConfigured
from tracker.sources.voices import load_voices

GOOD = """
[media]
pictures = "Posts pictures"

[[voice]]
place_id = "UA63"
name = "Invented Grid"
name_uk = "Вигадана мережа"
role = "utility"
medium = "pictures"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "voices.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_voice_has_the_reason_of_its_medium(tmp_path: Path) -> None:
    (voice,) = load_voices(write(tmp_path, GOOD))

    assert (voice.name, voice.medium, voice.reason) == ("Invented Grid", "pictures", "Posts pictures")


def test_a_folder_without_the_file_knows_of_no_unread_voice(tmp_path: Path) -> None:
    assert load_voices(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            GOOD.replace('medium = "pictures"', 'medium = "smoke"'),
            "Invented Grid, key `medium`: 'smoke' is not explained",
        ),
        (
            GOOD.replace('role = "utility"', 'role = "occupation_authority"'),
            "key `role`: occupation_authority is not off",
        ),
        (GOOD.replace('role = "utility"', ""), r"key `voice\.0\.role`"),
        (GOOD + "colour = 1", r"key `voice\.0\.colour`"),
        ("[media", "no valid TOML"),
    ],
)
def test_a_wrong_file_is_told_with_key_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotConfigured, match=told):
        load_voices(write(tmp_path, text))
