"""Templates compiled once in a process, whatever the number of shops and of Pelican's environments in each."""

from __future__ import annotations

from functools import lru_cache

from jinja2.bccache import Bucket, BytecodeCache

from awning.texts import Files


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory; Jinja checks each against its source before using it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled from the same file."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._known[bucket.key] = bucket.bytecode_to_string()


@lru_cache(maxsize=64)
def compiled_in(language: str, _files: Files = ()) -> CompiledTemplates:
    """What all shops share that speak alike: their texts are compiled into the templates, all else is looked up.

    Shops speak alike whose language is the same, read from the same files of translations.
    """
    return CompiledTemplates(language)
