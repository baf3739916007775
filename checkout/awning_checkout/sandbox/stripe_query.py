"""Reading back: one page of a list, and ids replaced by what they stand for."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError, unknown_object
from awning_checkout.sandbox.stripe_form import Fields, FormTree, Many, Shape, Text, Whole, read
from awning_checkout.sandbox.stripe_objects import page_of, whole_list
from awning_checkout.sandbox.stripe_state import StripeState

_PAGE_DEFAULT = 10
_PAGE_MAX = 100
_DEPTH_MAX = 4

EXPAND: Shape = Many(Text())
PAGING: dict[str, Shape] = {
    "limit": Whole(least=1, most=_PAGE_MAX),
    "starting_after": Text(),
    "ending_before": Text(),
    "expand": EXPAND,
}
_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda moment, bound: moment > bound,
    "gte": lambda moment, bound: moment >= bound,
    "lt": lambda moment, bound: moment < bound,
    "lte": lambda moment, bound: moment <= bound,
}


def created_within(tree: FormTree) -> Callable[[JsonObject], bool]:
    """Take ``created`` out of a query and return the test it asks for: a moment, or bounds."""
    wanted = tree.pop("created", {})
    if isinstance(wanted, str):
        moment: int = read(Whole(), wanted, "created")
        return lambda thing: thing["created"] == moment
    bounds: dict[str, int] = read(Fields(dict.fromkeys(_BOUNDS, Whole())), wanted, "created")
    return lambda thing: all(_BOUNDS[name](thing["created"], bound) for name, bound in bounds.items())


def one_page(things: Sequence[JsonObject], asked: JsonObject, *, url: str) -> JsonObject:
    """Return the page of a list, latest first, that the cursor and the limit name."""
    limit: int = asked.get("limit", _PAGE_DEFAULT)
    places = {thing["id"]: place for place, thing in enumerate(things)}
    for cursor in ("starting_after", "ending_before"):
        if asked.get(cursor, None) is not None and asked[cursor] not in places:
            raise unknown_object("object", asked[cursor], cursor)
    if "ending_before" in asked:
        end = places[asked["ending_before"]]
        begin = max(0, end - limit)
        return page_of(things[begin:end], url=url, has_more=begin > 0)
    begin = places[asked["starting_after"]] + 1 if "starting_after" in asked else 0
    return page_of(things[begin : begin + limit], url=url, has_more=len(things) > begin + limit)


def shown(thing: JsonObject) -> JsonObject:
    """Return an object as it looks unexpanded; an invoice's payments come only when asked for."""
    if thing["object"] != "invoice":
        return thing
    return {name: value for name, value in thing.items() if name != "payments"}


class Expander:
    """Replaces ids by objects, within one account."""

    def __init__(self, state: StripeState, account: str) -> None:
        """Look objects up in this account."""
        self._state = state
        self._account = account

    def expand(self, thing: JsonObject, paths: Sequence[str]) -> JsonObject:
        """Return the object with each dotted path filled in."""
        for path in paths:
            parts = path.split(".")
            if len(parts) > _DEPTH_MAX:
                raise StripeRefusalError("You cannot expand more than 4 levels of a property.", param="expand")
            thing = self._into(thing, parts)
        return thing

    def _into(self, node: Any, parts: Sequence[str]) -> Any:
        if not parts or node is None:
            return node
        if isinstance(node, list):
            return [self._into(item, parts) for item in cast("list[Any]", node)]
        if not isinstance(node, dict):
            raise _not_expandable(parts[0])
        head, *rest = parts
        thing = cast("JsonObject", node)
        return {**thing, head: self._into(self._child(thing, head), rest)}

    def _child(self, node: JsonObject, head: str) -> Any:
        if node.get("object") == "checkout.session" and head == "line_items":
            items = self._state.purchase(node["id"]).items
            return whole_list(items, url=f"/v1/checkout/sessions/{node['id']}/line_items")
        if node.get("object") == "invoice" and head == "payments":
            return self._state.get(self._account, node["id"], kind="invoice")["payments"]
        value = node.get(head, _ABSENT)
        if value is _ABSENT:
            raise _not_expandable(head)
        if not isinstance(value, str):
            return value
        found = self._state.find(self._account, value)
        if found is None:
            raise _not_expandable(head)
        return shown(found)


_ABSENT = object()


def _not_expandable(name: str) -> StripeRefusalError:
    return StripeRefusalError(f"This property cannot be expanded ({name}).", param="expand")
