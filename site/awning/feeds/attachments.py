"""What TM Forum's records have attached: pictures, which lie in our own folder, and documents, which lie elsewhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from awning.catalog import Document
from awning.feeds.fields import Fields, shown

_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST_ADDRESS = 2_000


def pictures_of(fields: Fields, *, elsewhere: bool = False) -> tuple[str, ...]:
    """The file names of the pictures in ``attachment``, each once, in the feed's order.

    Args:
        fields: the offering.
        elsewhere: whether pictures on somebody's server are passed over; else their file name counts.

    Raises:
        RowRefused: one of them is no plain file name.
    """
    # Most feeds have none, and this is asked of every offering.
    if not fields.record.get("attachment"):
        return ()
    found: list[str] = []
    for attachment in fields.each("attachment"):
        if attachment.text("attachmentType", "").lower() != "picture":
            continue
        url = attachment.text("url", "" if elsewhere else None)
        if elsewhere and "//" in url:
            continue
        name = url.rpartition("/")[2]
        if not _PICTURE.fullmatch(name):
            raise attachment.refuse(f"url {shown(name)} is not a plain file name.")
        if name not in found:
            found.append(name)
    return tuple(found)


def documents_of(fields: Fields) -> tuple[Document, ...]:
    """The documents in ``attachment``, in the feed's order.

    Raises:
        RowRefused: one has no name, or its address is none of https, where a customer's browser would warn of it.
    """
    if not fields.record.get("attachment"):
        return ()
    return tuple(
        Document(
            title=attachment.text("name"),
            url=_address(attachment),
            translations={language: said.text("name") for language, said in attachment.languages("i18n")},
        )
        for attachment in fields.each("attachment")
        if attachment.text("attachmentType", "").lower() == "document"
    )


def _address(attachment: Fields) -> str:
    url = attachment.text("url")
    if not is_address(url):
        raise attachment.refuse(f"url {shown(url)} is no address of a document. Write it in full, with https://.")
    return url


def is_address(url: str) -> bool:
    """Whether it is a full https address that can stand in a page: with a host, without a user and without spaces."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    known = parts.scheme == "https" and bool(host) and "@" not in parts.netloc
    return known and len(url) <= _LONGEST_ADDRESS and url.isprintable() and not re.search(r'[\s"<>\\^`{|}]', url)
