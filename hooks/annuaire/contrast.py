"""The colours of the style sheets → the pairs that are too close to be read (WCAG 2.1, 1.4.3 and 1.4.11)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from annuaire.paths import THEME
from annuaire.source.problems import InvalidCatalog, Problem

STYLES, OWN_COLOURS = "assets/annuaire.css", "assets/couleurs.css"
PAIRS = (
    ("encre", "fond"), ("encre", "carte"), ("encre", "accent-fond"), ("doux", "fond"), ("doux", "carte"),
    ("accent", "fond"), ("accent", "carte"), ("accent", "accent-fond"), ("sur-bandeau", "bandeau"),
)  # fmt: skip
"""(colour, its background) of every text; the borders and focus rings of controls, which need 3, are among them."""
LEAST = 4.5
SCHEMES = ("claire", "sombre")
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_PROPERTY = re.compile(r"--([a-z-]+)\s*:\s*([^;}]+)")
_HEX = r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})"
_VAR = re.compile(r"var\(\s*--([a-z-]+)\s*\)")
_SCHEMES = re.compile(rf"light-dark\(\s*({_HEX})\s*,\s*({_HEX})\s*\)")
_MIX = re.compile(rf"color-mix\(\s*in srgb\s*,\s*({_HEX})\s+(\d{{1,2}}|100)%\s*,\s*({_HEX})\s*\)")
DEEPEST, LONGEST = 9, 500
"""Calls inside one another, and characters, of a colour."""

Rgb = tuple[float, float, float]


def colour_warnings(docs: Path) -> list[InvalidCatalog]:
    """Return, in a list, the warnings about assets/couleurs.css in the folder of the pages; [] when it is not there."""
    sheet = docs / OWN_COLOURS
    own = sheet.read_text(encoding="utf-8", errors="replace") if sheet.is_file() else ""
    problems = [*low_contrasts((THEME / STYLES).read_text(encoding="utf-8"), own)]
    return [InvalidCatalog(sheet, problems, own)] if problems else []


def low_contrasts(engine: str, own: str) -> Iterator[Problem]:
    """Yield a warning for each pair that ``own``, couleurs.css, makes too close, and each colour that it hides."""
    own = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), own)
    lines = {found[1]: own[: found.start()].count("\n") + 1 for found in _PROPERTY.finditer(own)}
    colours = dict(_PROPERTY.findall(engine)) | dict(_PROPERTY.findall(own))
    for name, value in _PROPERTY.findall(own):
        if _value(value, 0, colours) is None:
            told = f"--{name} : « {value.strip()} » n’est pas vérifiable. Écrivez #rrggbb ou light-dark(#…, #…)."
            yield Problem(lines[name], 1, told, warning=True)
    for dark, scheme in enumerate(SCHEMES):
        for text, back in PAIRS:
            one, other = (_value(f"var(--{name})", dark, colours) for name in (text, back))
            if one and other and (ratio := _ratio(one, other)) < LEAST:
                told = f"--{text} sur --{back}, apparence {scheme} : contraste de {ratio:.2f}, il faut au moins {LEAST}"
                rows = [lines[name] for name in (text, back) if name in lines]
                place = f" (ligne{'s' if rows[1:] else ''} {', '.join(map(str, sorted(rows)))})" if rows else ""
                yield Problem(rows[0] if rows else 1, 1, f"{told.replace('.', ',')}{place}.", warning=True)


def _value(text: str, dark: int, colours: Mapping[str, str]) -> Rgb | None:
    """Return the colour, each part from 0 to 1; None for what is written otherwise than the theme does."""
    for _ in range(DEEPEST):
        text = _VAR.sub(lambda name: colours.get(name[1], ""), text)[:LONGEST]
        text = _SCHEMES.sub(lambda pair: pair[1 + dark], text)
        text = _MIX.sub(_mixed, text).strip()
    return _rgb(text) if re.fullmatch(_HEX, text) else None


def _rgb(digits: str) -> Rgb:
    digits = digits[1:] if len(digits) == 7 else "".join(2 * digit for digit in digits[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _mixed(mix: re.Match[str]) -> str:
    """Return what « color-mix(in srgb, A 78%, B) » gives."""
    share, pairs = int(mix[2]) / 100, zip(_rgb(mix[1]), _rgb(mix[3]), strict=True)
    return "#" + "".join(f"{round(255 * (share * one + (1 - share) * other)):02x}" for one, other in pairs)


def _ratio(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.1, relative luminance)."""
    low, high = sorted(_luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
