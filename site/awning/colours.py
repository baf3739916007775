"""Colours: contrast as WCAG 2 counts it, and the nearest shade of a brand colour that is readable."""

from __future__ import annotations

from functools import lru_cache

BLACK, WHITE = "#000000", "#ffffff"
AA_TEXT = 4.5
"""WCAG 2.2, success criterion 1.4.3: text against its ground."""
AA_SHAPE = 3.0
"""WCAG 2.2, success criterion 1.4.11: borders and focus rings."""
# Finer than the 256 steps that a channel has.
_HALVINGS = 12

Triple = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    return _ratio(_luminance(one), _luminance(other))


def readable_on(ground: str) -> str:
    """Black or white, whichever stands out more; the ratio is never below 4.58."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, ground))


def readable(colour: str, *grounds: str, ratio: float = AA_TEXT) -> str:
    """The colour itself if it reaches the ratio on every ground, else its nearest shade of the same hue that does.

    Lightness is moved in OKLab, where equal steps look equal, towards black and towards white; the shorter way wins.
    """
    behind = tuple(_luminance(ground) for ground in grounds)
    if _stands_out(colour, behind, ratio):
        return colour
    lab = _oklab(colour)
    found = [shade for end in (0.0, 1.0) if (shade := _shade(lab, end, behind, ratio)) is not None]
    return min(found, key=lambda shade: abs(_oklab(shade)[0] - lab[0]), default=readable_on(grounds[0]))


def mix(one: str, other: str, share: float) -> str:
    """A blend with that share (0 to 1) of the first colour."""
    return _hex(tuple(a * share + b * (1 - share) for a, b in zip(_channels(one), _channels(other), strict=True)))


def _shade(lab: Triple, end: float, behind: tuple[float, ...], ratio: float) -> str | None:
    """Bisect between the colour and black or white for the first shade that is readable."""
    if not all(_ratio(end, ground) >= ratio for ground in behind):
        return None
    lightness, a, b = lab
    near, far = 0.0, 1.0
    best = (round(end * 255),) * 3
    for _ in range(_HALVINGS):
        step = (near + far) / 2
        moved = lightness + (end - lightness) * step
        # Chroma shrinks with the way gone, so that black and white are reachable at all.
        shade = _from_oklab((moved, a * (1 - step), b * (1 - step)))
        own = _brightness(*shade)
        if all(_ratio(own, ground) >= ratio for ground in behind):
            best, far = shade, step
        else:
            near = step
    return "#{:02x}{:02x}{:02x}".format(*best)


def _stands_out(colour: str, behind: tuple[float, ...], ratio: float) -> bool:
    own = _luminance(colour)
    return all(_ratio(own, ground) >= ratio for ground in behind)


def _ratio(one: float, other: float) -> float:
    return (one + 0.05) / (other + 0.05) if one > other else (other + 0.05) / (one + 0.05)


def _root(value: float) -> float:
    return value ** (1 / 3)


def _channels(colour: str) -> Triple:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(channels: tuple[float, ...]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*map(_step, channels))


def _step(channel: float) -> int:
    return round(min(1.0, max(0.0, channel)) * 255)


# The sRGB transfer curve and its inverse, IEC 61966-2-1.
def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


_LINEAR = tuple(_linear(channel / 255) for channel in range(256))


@lru_cache(maxsize=4096)
def _luminance(colour: str) -> float:
    return _brightness(*bytes.fromhex(colour[1:]))


def _brightness(red: int, green: int, blue: int) -> float:
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


# Björn Ottosson's matrices, https://bottosson.github.io/posts/oklab/.
def _oklab(colour: str) -> Triple:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    long = _root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = _root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = _root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lab: Triple) -> tuple[int, int, int]:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _step(_gamma(max(0.0, 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short))),
        _step(_gamma(max(0.0, -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short))),
        _step(_gamma(max(0.0, -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short))),
    )
