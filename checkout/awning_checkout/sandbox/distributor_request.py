"""What the sandbox distributor takes for an order, and how it says no: as strict as TMF622, and not more."""

from typing import Any, cast

FAULTS = ("timeout_next", "fail_next", "commit_then_drop_next", "refuse_next", "hold_next")
"""In the order they are used up: one order posted meets one fault."""
ITEMS_MAX = 200

_FAULTS_MAX = 1_000_000


class DistributorRefusalError(Exception):
    """A request the sandbox answers with a TM Forum error."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def read_order(body: object) -> dict[str, Any]:
    """Check a posted order and return it as it is.

    Raises:
        DistributorRefusalError: it is not an order TMF622 allows.
    """
    order = _object(body, "The body")
    _text(order, "externalId", "The order", required=False)
    items = _objects(order, "productOrderItem", "The order")
    if not 1 <= len(items) <= ITEMS_MAX:
        raise _invalid(f"The order has {len(items)} items; 1 to {ITEMS_MAX} are taken.")
    for item in items:
        _check_item(item)
    if len({item["id"] for item in items}) < len(items):
        raise _invalid("Two items of the order have the same id.")
    for party in _objects(order, "relatedParty", "The order"):
        _text(party, "id", "A related party")
        _text(party, "@referredType", "A related party")
    return order


def read_faults(body: object) -> dict[str, int]:
    """Check how often which fault is wanted.

    Raises:
        DistributorRefusalError: a fault is not known, or its count is no number.
    """
    wanted = _object(body, "The body")
    for name, count in wanted.items():
        if name not in FAULTS or type(count) is not int or not 0 <= count <= _FAULTS_MAX:
            raise _invalid(f"{name!r}: {count!r} is not a fault and how often. There are {', '.join(FAULTS)}.")
    return wanted


def _check_item(item: dict[str, Any]) -> None:
    where = f"Item {_text(item, 'id', 'An item')}"
    if item.get("action") != "add":
        raise _invalid(f"{where} has the action {item.get('action')!r}; this sandbox takes 'add' only.")
    quantity = item.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise _invalid(f"{where} has the quantity {quantity!r}; a whole number from 1 on is meant.")
    _text(_object(item.get("productOffering"), f"{where}: productOffering"), "id", f"{where}: productOffering")
    _objects(item, "itemPrice", where)
    product = _object(item.get("product", {}), f"{where}: product")
    for answer in _objects(product, "productCharacteristic", where):
        _text(answer, "name", f"{where}: a characteristic")
        if "value" not in answer:
            raise _invalid(f"{where}: the characteristic {answer['name']!r} has no value.")


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(f"{where} is no JSON object.")
    return cast("dict[str, Any]", value)


def _objects(holder: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    value = holder.get(name, [])
    if not isinstance(value, list):
        raise _invalid(f"{where}: {name} is no list.")
    return [_object(member, f"{where}: an entry of {name}") for member in cast("list[object]", value)]


def _text(holder: dict[str, Any], name: str, where: str, *, required: bool = True) -> str:
    value = holder.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or not value:
        raise _invalid(f"{where}: {name} is missing or no text.")
    return value


def _invalid(message: str) -> DistributorRefusalError:
    return DistributorRefusalError("invalidBody", message)
