"""Records of XML files one by one, each with the line it begins on; nothing is fetched and no entity is unfolded.

Some elements are frames: they hold records, and are given as they open. Whatever stands in a frame and is not
skipped is a record, given when it is whole, so that no element is lost because of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager
from html.entities import entitydefs
from xml.parsers.expat import XMLParserType

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from awning.errors import FeedUnreadable
from awning.feeds.files import FeedFile
from awning.feeds.reading import empty
from awning.feeds.xmlelement import Element

LONGEST_FIELD = 100_000
"""In characters of one element's text."""
LONGEST_RECORD = 4 << 20
"""In characters of all texts and attributes of a record; an element by itself counts for `_ELEMENT` of them."""
LONGEST_TAG = 1 << 20
"""In bytes: of a tag with its attributes, a comment or a declaration."""
DEEPEST = 100
"""Elements inside of each other."""
_ELEMENT = 100
_CHUNK = 1 << 16


def xml_records(
    file: FeedFile, *, root: str, frames: Collection[str], skipped: Collection[str] = ()
) -> Iterator[Element]:
    """Give each frame as it opens, with its attributes only, and each record whole.

    Args:
        file: the file.
        root: the name of the outermost element, which is a frame.
        frames: the names of elements that hold records.
        skipped: the names of elements in frames that are passed over.

    Raises:
        FeedUnreadable: the file is no XML or cut short (with line and column), has another outermost element,
            declares entities, is nested too deeply, or cannot be read at all.
    """
    builder = _Builder(file.name, root, frames, skipped)
    parser = DefusedXMLParser(target=builder)
    # Names such as &uuml; come from a DTD that we do not fetch, and stand for the same character everywhere.
    parser.entity.update(entitydefs)
    expat = parser.parser
    builder.listen(expat)
    taken = 0
    with file.open() as stream:
        while chunk := stream.read(_CHUNK):
            with _told(file.name, expat):
                parser.feed(chunk)
            yield from builder.take()
            taken += len(chunk)
            if taken - expat.CurrentByteIndex > LONGEST_TAG:
                raise FeedUnreadable(
                    f"{file.name}, line {expat.CurrentLineNumber}: what begins here is longer than "
                    f"{LONGEST_TAG >> 20} MB and does not end; a quote or bracket may be missing."
                )
        if not taken:
            raise FeedUnreadable(empty(file.name))
        with _told(file.name, expat):
            parser.close()
        yield from builder.take()


@contextmanager
def _told(name: str, parser: XMLParserType) -> Generator[None]:
    """Tell what the parser finds wrong in the words of feeds."""
    try:
        yield
    except ParseError as problem:
        row, column = problem.position
        raise FeedUnreadable(
            f"{name}, line {row}, column {column + 1}: this is not XML ({str(problem).partition(':')[0]}). "
            "Fetch the feed again, it may be cut short, or mend it there."
        ) from None
    except DefusedXmlException:
        raise FeedUnreadable(
            f"{name}, line {parser.CurrentLineNumber}: the XML declares entities, and those are not unfolded: they can "
            "reach out to other files or grow without end. Ask for the feed without them."
        ) from None
    except (LookupError, ValueError) as problem:
        raise FeedUnreadable(
            f"{name}, line 1: the encoding it declares is not known ({problem}). Save the feed as UTF-8."
        ) from None


class _Builder:
    """What the parser tells its events to; which of the methods below, depends on where in the file it is."""

    def __init__(self, file: str, root: str, frames: Collection[str], skipped: Collection[str]) -> None:
        self._file = file
        self._root = root
        self._frames = frozenset(frames) | {root}
        self._skipped = frozenset(skipped)
        self._names: dict[str, str] = {}
        """Names as the parser gives them to local ones, each made once."""
        self._done: list[Element] = []
        self._framing = 0
        """How many frames are open."""
        self._open: list[Element] = []
        """The record and the elements in it that are open."""
        self._room = 0
        self._passing = 0
        """How many elements are open that nothing is kept of."""

    def listen(self, parser: XMLParserType) -> None:
        """Be told by this parser."""
        self._parser = parser
        # Told directly: the layer between would cost as much as everything here.
        parser.ordered_attributes = False
        self._listen(self._frame_or_record, self._frame_ends)

    def take(self) -> list[Element]:
        """What became whole since the last call."""
        done, self._done = self._done, []
        return done

    def data(self, text: str) -> None:
        """Text stands in the element that is open."""
        if self._passing or not self._open:
            return
        element = self._open[-1]
        self._room -= len(text)
        if element.add(text) > LONGEST_FIELD:
            self._spoil(f"{element.name} is longer than {LONGEST_FIELD:,} characters; an end tag may be missing.")
        elif self._room < 0:
            self._spoil(_too_long(self._open[0]))

    def _frame_or_record(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._local(tag)
        if not self._framing and name != self._root:
            raise FeedUnreadable(
                f"{self._file}, line {self._parser.CurrentLineNumber}: this is XML or HTML with {name[:40]} outermost "
                f"where {self._root} belongs. A log-in page saved in place of the feed? Log in and fetch it again."
            )
        if name in self._skipped:
            self._pass(1)
            return
        element = self._element(name, attributes)
        if name in self._frames:
            self._framing += 1
            self._deep(self._framing)
            self._done.append(element)
        else:
            self._open.append(element)
            self._room = LONGEST_RECORD
            self._listen(self._inner, self._inner_ends)

    def _frame_ends(self, _: str) -> None:
        self._framing -= 1

    def _inner(self, tag: str, attributes: dict[str, str]) -> None:
        element = self._element(self._local(tag), attributes)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._deep(len(self._open))
        self._room -= _ELEMENT + (sum(map(len, attributes.values())) if attributes else 0)
        if self._room < 0:
            self._spoil(_too_long(self._open[0]))

    def _inner_ends(self, _: str) -> None:
        element = self._open.pop()
        if not self._open:
            self._done.append(element)
            self._listen(self._frame_or_record, self._frame_ends)

    def _passed(self, _tag: str, _attributes: dict[str, str]) -> None:
        self._passing += 1
        self._deep(self._passing)

    def _passed_ends(self, _: str) -> None:
        self._passing -= 1
        if not self._passing:
            self._listen(self._frame_or_record, self._frame_ends)

    def _pass(self, elements: int) -> None:
        """Keep nothing until so many elements that are open have closed."""
        self._passing = elements
        self._listen(self._passed, self._passed_ends)

    def _spoil(self, reason: str) -> None:
        """Give the record up; what follows of it is passed over."""
        record = self._open[0]
        record.spoil(reason)
        self._done.append(record)
        self._pass(len(self._open))
        self._open.clear()

    def _element(self, name: str, attributes: dict[str, str]) -> Element:
        local = {self._local(key): value for key, value in attributes.items()} if attributes else attributes
        return Element(name, self._parser.CurrentLineNumber, local)

    def _local(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = name.rpartition("}")[2]
        return known

    def _deep(self, depth: int) -> None:
        if depth > DEEPEST:
            raise FeedUnreadable(
                f"{self._file}, line {self._parser.CurrentLineNumber}: the XML is nested too deeply to be a feed."
            )

    def _listen(self, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> None:
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end


def _too_long(record: Element) -> str:
    return f"{record.name} is longer than any record is; an end tag may be missing."
