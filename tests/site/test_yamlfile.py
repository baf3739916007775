"""YAML as people mean it, with the place of every key for messages."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import SettingsError
from awning.yamlfile import YamlFile, read_yaml


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "settings.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(folder: Path, text: str) -> YamlFile:
    return read_yaml(written(folder, text))


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        pytest.param("NO", "NO", id="Norway is a country"),
        pytest.param("no", "no", id="no is a word"),
        pytest.param("yes", "yes", id="yes is a word"),
        pytest.param("on", "on", id="on is a word"),
        pytest.param("true", True, id="true"),
        pytest.param("False", False, id="False"),
        pytest.param("'true'", "true", id="true in quotes is a text"),
        pytest.param("null", None, id="null"),
        pytest.param("~", None, id="a tilde"),
        pytest.param("", None, id="nothing"),
        pytest.param("''", "", id="an empty text"),
        pytest.param("25", 25, id="a whole number"),
        pytest.param("-3", -3, id="below zero"),
        pytest.param("0", 0, id="zero"),
        pytest.param("007", "007", id="an article number"),
        pytest.param("030 1234", "030 1234", id="a telephone number"),
        pytest.param("12:30", "12:30", id="half past twelve is no number of seconds"),
        pytest.param("0x1F", "0x1F", id="no hexadecimal numbers"),
        pytest.param("1_000", "1_000", id="no underscores"),
        pytest.param("19.90", Decimal("19.90"), id="an exact decimal"),
        pytest.param("0.1", Decimal("0.1"), id="a tenth is a tenth"),
        pytest.param(".5", Decimal("0.5"), id="half"),
        pytest.param("1e3", Decimal(1000), id="an exponent"),
        pytest.param("1e999999999999999999999", "1e999999999999999999999", id="an exponent past all bounds"),
        pytest.param("9" * 5000, "9" * 5000, id="more digits than a number has"),
        pytest.param("1.2.3", "1.2.3", id="a version"),
        pytest.param("2026-11-22", "2026-11-22", id="a date is for the settings to read"),
        pytest.param("12,5", "12,5", id="a comma"),
    ],
)
def test_a_plain_word_is_what_its_author_means(scalar: str, value: Any, tmp_path: Path) -> None:
    data = read(tmp_path, f"key: {scalar}\n").data

    assert data == {"key": value}
    assert type(data["key"]) is type(value)


def test_every_key_and_value_knows_its_place(tmp_path: Path) -> None:
    file = read(tmp_path, "shop:\n  rules:\n    - markup: 25\n    - vendor: Mailwright\n      markup: 30\n")

    assert file.place(("shop", "rules", 1, "markup")) == f"{file.path}:5:15"
    assert file.place(("shop", "rules", 1, "markup"), key=True) == f"{file.path}:5:7"
    assert file.place(("shop", "rules", 1)) == f"{file.path}:4:7"


def test_what_is_not_there_is_placed_at_what_is_around_it(tmp_path: Path) -> None:
    file = read(tmp_path, "shop:\n  name: Blue\n")

    assert file.place(("shop", "colour")) == f"{file.path}:2:3"
    assert file.place(("nowhere", 3, "x"), key=True) == f"{file.path}:1:1"


def test_an_alias_repeats_what_it_names(tmp_path: Path) -> None:
    data = read(tmp_path, "a: &rule {markup: 25}\nb: *rule\n").data

    assert data == {"a": {"markup": 25}, "b": {"markup": 25}}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    file = read(tmp_path, "\ufeffname: Blue\n")

    assert file.data == {"name": "Blue"}
    assert file.place(("name",), key=True) == f"{file.path}:1:1"


NO_START = ":1:4: this is not YAML: found character that cannot start any token."
TAB = ":2:1: this is not YAML: found character that cannot start any token."
VIOLATES = ":2:1: this is not YAML: found a tab character that violates indentation."
NO_COLON = ":3:1: this is not YAML: could not find expected ':'."
NESTED = ":1:5: this is not YAML: mapping values are not allowed in this context."
NO_KEY = ":3:2: this is not YAML: did not find expected key."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "name: a\nurl: b\nname: c\n", ":3:1: name stands on line 1 already. Keep one of them.", id="twice"
        ),
        pytest.param("a:\n  b: 1\n  b: 2\n", ":3:3: b stands on line 2 already.", id="twice, inside"),
        pytest.param("a: [1, 2\nb: 3\n", ":2:2: this is not YAML: did not find expected ',' or ']'.", id="no bracket"),
        pytest.param("a:\n\t- b\n", ":2:1: this is not YAML: found character that cannot start any", id="a tab"),
        pytest.param("a: *b\n", ":1:4: this is not YAML: found undefined alias.", id="an alias of nothing"),
        pytest.param("a: 1\n---\nb: 2\n", ":2:1: this is not YAML: but found another document.", id="two documents"),
        pytest.param("a: 1\n---\nb: 2\n", ":2:1: this is not YAML: but found another document. Take out the", id="---"),
        pytest.param("a:\n\t- b\n", f"{TAB} A tab stands here: indent with spaces.", id="a tab, mended"),
        pytest.param("a: 1\n\tb: 2\n", f"{VIOLATES} Indent with spaces.", id="a tab after a value"),
        pytest.param("a: 1\nbcd\nc: 3\n", f"{NO_COLON} Look at the line above: is there no blank", id="no colon"),
        pytest.param("a: b: c\n", f"{NESTED} Put text that holds `: ` in quotes", id="two colons"),
        pytest.param("a:\n  - b\n c: 1\n", f"{NO_KEY} Look at this line and the one above", id="indented by one"),
        pytest.param("a: @b\n", f"{NO_START} Put text that begins with @ in quotes.", id="an at sign"),
        pytest.param("a: b\x00\n", ":1:5: this is not YAML: control characters are not allowed.", id="a NUL"),
        pytest.param("a: b\nc: \x07\n", ":2:4: this is not YAML: control characters are not allowed.", id="a bell"),
        pytest.param("a: &a [*a]\n", ":1:1: an alias (*name) holds itself.", id="an alias in itself"),
        pytest.param("[a, b]: c\n", ":1:1: a list or a section cannot be a key", id="a list for a key"),
        pytest.param("- a\n- b\n", ":1:1: settings are written as `key: value`, one a line.", id="a list"),
        pytest.param("just text\n", ":1:1: settings are written as `key: value`", id="a text"),
        pytest.param("", ":1:1: settings are written as `key: value`", id="nothing"),
        pytest.param("# all commented out\n", ":1:1: settings are written as `key: value`", id="only comments"),
        pytest.param(b"name: \xe4\n", ": byte 7 is not UTF-8 text. Save the file as UTF-8.", id="Latin-1"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_column(text: str | bytes, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)

    with pytest.raises(SettingsError) as refusal:
        read_yaml(path)

    assert str(refusal.value).startswith(f"{path}{said}")
    assert "\n" not in str(refusal.value)


def test_a_thousand_million_laughs_are_not_waited_for(tmp_path: Path) -> None:
    laughs = "a0: &a0 [ha, ha]\n" + "".join(
        f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n" for number in range(1, 10)
    )

    with pytest.raises(SettingsError, match="holds more than 100,000 values"):
        read(tmp_path, laughs)


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: there is no such file\. `awning init DIR` makes"):
        read_yaml(tmp_path / "nowhere.yaml")


def test_a_folder_in_place_of_the_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_yaml(tmp_path)


@given(content=st.text(st.sampled_from("ab: \n-[]{}'\"#&*!|>%@,?\t0.1e~"), max_size=40) | st.binary(max_size=40))
def test_any_file_is_read_or_refused_and_nothing_else(
    content: str | bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)

    try:
        file = read_yaml(path)
    except SettingsError as refusal:
        assert str(refusal).startswith(str(path))  # noqa: PT017  (most files are no YAML)
    else:
        assert isinstance(file.data, dict)


def test_brackets_without_end_are_refused_and_not_composed(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("a: " + "[" * 100_000)

    with pytest.raises(SettingsError, match="nested deeper than anybody writes"):
        read_yaml(path)
