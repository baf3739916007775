"""VAT numbers: what is one by its form, and what is said of those that are none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from awning.errors import TaxError, VatNumberWrong
from awning.vat_numbers import checked, knows


# The examples of the national offices and of python-stdnum, each with right check digits.
@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        pytest.param("DE 136 695 976", "DE", "DE136695976", id="with spaces"),
        pytest.param("de136695976", "DE", "DE136695976", id="in small letters"),
        pytest.param("136.695.976", "DE", "DE136695976", id="without the prefix"),
        pytest.param("ATU 57194903", "AT", "ATU57194903", id="Austria"),
        pytest.param("BE697449992", "BE", "BE0697449992", id="Belgium, the old form without its nought"),
        pytest.param("ES54362315K", "ES", "ES54362315K", id="Spain"),
        pytest.param("IE6433435F", "IE", "IE6433435F", id="Ireland"),
        pytest.param("FR 61 954 506 077", "FR", "FR61954506077", id="France"),
        pytest.param("FR 61 954 506 077", "MC", "FR61954506077", id="Monaco has French ones"),
        pytest.param("EL 094259216", "GR", "EL094259216", id="Greece is EL"),
        pytest.param("GR094259216", "GR", "EL094259216", id="Greece as its country code"),
        pytest.param("GB 980 7806 84", "GB", "GB980780684", id="Britain"),
        pytest.param("XI 980 7806 84", "GB", "XI980780684", id="Northern Ireland"),
        pytest.param("CHE-107.787.577 MWST", "CH", "CHE107787577", id="Switzerland, in German"),
        pytest.param("CHE-107.787.577 IVA", "CH", "CHE107787577", id="Switzerland, in Italian"),
        pytest.param("NO 995 525 828 MVA", "NO", "NO995525828MVA", id="Norway"),
        pytest.param("995525828", "NO", "NO995525828MVA", id="Norway, the bare number"),
        pytest.param("IS 00621", "IS", "IS00621", id="Iceland"),
        pytest.param("50123", "LI", "LI50123", id="Liechtenstein"),
    ],
)
def test_a_number_is_brought_into_its_normal_form(written: str, country: str, number: str) -> None:
    assert checked(written, country) == number
    assert checked(number, country) == number


@pytest.mark.parametrize(
    ("written", "country", "why"),
    [
        pytest.param("DE136695977", "DE", "its check digit does not fit", id="a slip of the pen"),
        pytest.param("DE13669597", "DE", "it is too long or too short", id="a digit missing"),
        pytest.param("DE13669597X", "DE", "letters and digits are not where they belong", id="a letter too many"),
        pytest.param("FR61954506077", "DE", "it is one of FR, and the address is not", id="of another country"),
        pytest.param("", "DE", "is no VAT number of DE", id="nothing"),
        pytest.param("CHE107787578", "CH", "its check digit does not fit", id="Switzerland"),
        pytest.param("5012", "LI", "letters and digits are not where they belong", id="Liechtenstein"),
        pytest.param("EU372022452", "DE", "is no VAT number of DE", id="of the one-stop shop, which is for sellers"),
        pytest.param("12-3456789", "US", "The VAT numbers of US are not known here", id="a country without them"),
    ],
)
def test_a_number_that_cannot_be_one_is_refused_with_the_reason(written: str, country: str, why: str) -> None:
    with pytest.raises(VatNumberWrong, match=why) as refused:
        checked(written, country)

    assert isinstance(refused.value, TaxError)


def test_countries_with_numbers_are_known_under_each_of_their_codes() -> None:
    assert all(knows(country) for country in ("DE", "GR", "EL", "GB", "UK", "XI", "MC", "IM", "CH", "NO", "IS", "LI"))
    assert not any(knows(country) for country in ("US", "JP", "TR", ""))


def test_looking_at_a_number_brings_nothing_that_could_ask_the_net() -> None:
    code = """
import socket, sys
socket.socket.connect = None
from awning.vat_numbers import checked
checked("DE136695976", "DE"), checked("EL094259216", "GR"), checked("CHE107787577", "CH")
assert not {"zeep", "requests", "httpx", "urllib.request"} & set(sys.modules), "a client of the web"
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
