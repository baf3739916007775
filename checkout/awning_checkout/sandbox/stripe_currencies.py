"""How Stripe counts each currency, and the least it charges.

Copied from https://docs.stripe.com/currencies; amounts are in Stripe's smallest unit.
"""

_NAMES = """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd
    cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq
    gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd
    lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk
    php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top
    try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw
"""
CURRENCIES = frozenset(_NAMES.split())

_WITHOUT_DECIMALS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
_WITH_THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})

# Sent with two decimals for history's sake, though whole units are all there is.
_WHOLE_UNITS_ONLY = frozenset({"isk", "ugx"})

_CHARGE_MIN = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50,
    "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
CHARGE_MAX = 99_999_999


def decimals(currency: str) -> int:
    """Return how many decimals Stripe's smallest unit of this currency stands for."""
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE_DECIMALS else 2


def step_of(currency: str) -> int:
    """Return what amounts in this currency must be a multiple of."""
    if currency in _WHOLE_UNITS_ONLY:
        return 100
    return 10 if currency in _WITH_THREE_DECIMALS else 1


def charge_min(currency: str) -> int:
    """Return the smallest amount Stripe charges; zero, which is not charged at all, is always allowed."""
    return _CHARGE_MIN.get(currency, 1)
