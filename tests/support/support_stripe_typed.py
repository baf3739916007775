"""The ``stripe`` package's own parameter types as a judge of what we send.

The types belong to exactly the installed version, which Stripe's OpenAPI file here does not: it is
older. Each of the two catches what the other lets through. No network, nothing is sent.
"""

import importlib
import inspect
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any

import stripe
import typing_extensions
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

_MISTAKES_MAX = 10


def param_mistakes(method: Callable[..., Any], params: object) -> list[str]:
    """Return what the SDK's types say against the parameters of a client's method, such as ``create``."""
    try:
        _judge(_params_type(method)).validate_python(params)
    except ValidationError as refusal:
        return [
            f"{'.'.join(str(part) for part in mistake['loc'])}: {mistake['msg']}"
            for mistake in refusal.errors()[:_MISTAKES_MAX]
        ]
    return []


class TypedStripe:
    """A client, or a part of one, that refuses parameters its own types do not know.

    Stands in for the client itself: ``TypedStripe(client).v1.checkout.sessions.create(...)``.
    """

    def __init__(self, part: object) -> None:
        """Wrap a ``stripe.StripeClient``."""
        self._part = part

    def __getattr__(self, name: str) -> Any:
        """Return the attribute, wrapped if it is a service, judged if it is a call with parameters."""
        inner = getattr(self._part, name)
        if not inspect.ismethod(inner):
            return TypedStripe(inner) if type(inner).__module__.startswith("stripe.") else inner
        if "params" not in inspect.signature(inner).parameters:
            return inner

        def judged(*args: Any, **kwargs: Any) -> Any:
            params = inspect.signature(inner).bind(*args, **kwargs).arguments.get("params")
            mistakes = [] if params is None else param_mistakes(inner, params)
            if mistakes:
                raise stripe.InvalidRequestError("; ".join(mistakes), None)
            return inner(*args, **kwargs)

        return judged


def _params_type(method: Callable[..., Any]) -> type:
    """Return the TypedDict a service method annotates its ``params`` with."""
    function = inspect.unwrap(method)
    annotation: Any = function.__annotations__["params"]
    # Optional parameters are written Optional["NameParams"], required ones "NameParams".
    named = next((part for part in typing.get_args(annotation) if part is not type(None)), annotation)
    name = named.__forward_arg__ if isinstance(named, typing.ForwardRef) else str(named)
    folder = function.__module__.removeprefix("stripe").rpartition(".")[0]
    return getattr(importlib.import_module(f"stripe.params{folder}"), name)


@cache
def _judge(params_type: type) -> TypeAdapter[Any]:
    return TypeAdapter(_strict(params_type))


def _strict(annotation: Any) -> Any:
    """Return the type with its TypedDicts closed, and with ``| str`` gone from beside a Literal.

    The SDK writes ``Literal["a", "b"] | str`` to be ready for values still to come; a test wants
    to hear of a misspelt value instead.
    """
    if typing_extensions.is_typeddict(annotation):
        return _closed(annotation)
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.NotRequired, typing.Required):
        return _strict(parts[0])
    if origin in (typing.Union, types.UnionType):
        named = any(typing.get_origin(part) is typing.Literal for part in parts)
        return typing.Union[tuple(_strict(part) for part in parts if not (named and part is str))]  # noqa: UP007
    if origin in (list, dict):
        container: Any = origin
        return container[tuple(_strict(part) for part in parts)]
    if getattr(origin, "__name__", "") == "UntypedStripeObject":
        return dict[str, _strict(parts[0])]
    return annotation


@cache
def _closed(params_type: Any) -> Any:
    # Inherited options, such as the idempotency key, are no parameters, but their hints need their own names.
    options = stripe.RequestOptions.__annotations__
    names = vars(importlib.import_module(stripe.RequestOptions.__module__))
    hints = typing_extensions.get_type_hints(
        params_type, localns={**names, "StripeContext": stripe.StripeContext}, include_extras=True
    )
    fields = {
        name: _strict(hint) if name in params_type.__required_keys__ else typing.NotRequired[_strict(hint)]
        for name, hint in hints.items()
        if name not in options
    }
    typed_dict: Any = typing_extensions.TypedDict
    made: Any = typed_dict(params_type.__name__, fields)
    return with_config(ConfigDict(extra="forbid", strict=True))(made)
