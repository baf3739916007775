"""The last look before anything is published: does a page hold what nobody outside may see?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape

from awning.errors import LeakFound

# How Stripe's secrets begin: https://docs.stripe.com/keys. Publishable keys (pk_) may be seen.
_SECRETS = (b"sk_live_", b"sk_test_", b"rk_live_", b"rk_test_", b"whsec_")


class LeakScan:
    """Knows the names of everybody in the chain, and finds them in pages of a shop that is not theirs."""

    def __init__(self, private: Iterable[str]) -> None:
        """Take the names and addresses that must not appear: the distributor, other resellers, the agent."""
        self._needles = dict((*((secret, secret.decode()) for secret in _SECRETS), *_as_printed(private)))

    def check(self, path: str, content: bytes) -> None:
        """Look through one file.

        Raises:
            LeakFound: it holds something private; the build of this shop ends, and nothing is published.
        """
        for needle, name in self._needles.items():
            if needle in content:
                line = content.count(b"\n", 0, content.find(needle)) + 1
                raise LeakFound(
                    f"{path}, line {line}: {name!r} is private and stands in a page. "
                    "Remove it from the text, the template or the feed; nothing of this shop was published."
                )


def _as_printed(names: Iterable[str]) -> Iterator[tuple[bytes, str]]:
    """Each name as it stands in a text file, in HTML and in a script: an & is written in three ways."""
    for name in sorted(filter(None, names)):
        for printed in (name, str(escape(name)), str(htmlsafe_json_dumps(name))[1:-1]):
            yield printed.encode(), name
