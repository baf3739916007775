"""The elements and attributes of SVG that draw something and can do nothing else.

After SVG 1.1 (https://www.w3.org/TR/SVG11/eltindex.html) and SVG 2. Left out on purpose: scripts, links, animations
(they can change a harmless address into another), foreign objects, and everything that plays or fetches.
"""

from __future__ import annotations

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENTS = """
    svg g defs symbol use switch title desc style
    path rect circle ellipse line polyline polygon image
    text tspan textPath
    linearGradient radialGradient stop pattern clipPath mask marker
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
"""
ELEMENTS = frozenset(_ELEMENTS.split())
UNWRAPPED = frozenset({"a"})
"""Left out themselves; what is in them is drawn."""
ACTIVE = frozenset(
    {"script", "foreignObject", "iframe", "embed", "object", "handler", "listener", "html", "audio", "video"}
)
"""What runs or loads something. Whoever finds it should not trust the file."""
WITH_TEXT = frozenset({"title", "desc", "style", "text", "tspan", "textPath"})
"""Elements in which words count; between others there is only room."""

_ATTRIBUTES = """
    id class style lang role transform d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height rotate
    viewBox preserveAspectRatio version baseProfile pathLength textLength lengthAdjust startOffset method spacing side
    gradientUnits gradientTransform spreadMethod offset
    patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits
    markerUnits markerWidth markerHeight refX refY orient
    filterUnits primitiveUnits in in2 result stdDeviation mode operator k1 k2 k3 k4 type values tableValues slope
    intercept amplitude exponent order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength
    preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent lighting-color azimuth elevation
    pointsAtX pointsAtY pointsAtZ limitingConeAngle z scale xChannelSelector yChannelSelector radius baseFrequency
    numOctaves seed stitchTiles
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
    color-rendering direction display dominant-baseline enable-background fill fill-opacity fill-rule filter
    flood-color flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant
    font-weight image-rendering isolation kerning letter-spacing marker marker-end marker-mid marker-start mask
    mask-type mix-blend-mode opacity overflow paint-order shape-rendering stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering transform-origin unicode-bidi vector-effect visibility word-spacing
    writing-mode focusable tabindex systemLanguage requiredFeatures
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
IMAGES = frozenset({"image", "feImage"})
"""May hold a raster picture in themselves."""
