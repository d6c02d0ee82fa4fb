"""What a YAML syntax error means, in French: the place is where the contributor must look."""

import re

from annuaire.source.line_faults import (
    KEY,
    LONGEST,
    QUOTES,
    SECTION,
    Fault,
    at,
    indent_of,
    misplaced_sign,
    odd_margin,
    quoted,
)
from annuaire.source.problems import Problem, quote

COMMENTED = re.compile(r"[^\[]*\[(?:[^\]#]*[\s,\[])?(?P<sign>#)")
QUOTED = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s*(?P<rest>[^\s#].*)")
MARKDOWN = re.compile(r"\[([^\]]*)\]\((https?://[^)\s]+)\)")
OPEN_QUOTE = re.compile(r"\s*(?:- +)?(?:[\w-]+ *: +)?(?P<quote>[\"'])(?!.*(?P=quote)\s*(?:#.*)?$)")
SIGNS = re.compile(
    "cannot start any token|an alias|an anchor|a tag|tag handle|a block scalar|not allowed|node content|could not find"
)


def _margin(fault: Fault) -> Problem | None:
    """A margin is made of spaces: no tabulation, no no-break space."""
    return odd_margin(fault.lines, fault.row) or odd_margin(fault.lines, fault.above)


def _comment(fault: Fault) -> Problem | None:
    """« # » begins a comment, even inside a list or in the middle of a text."""
    for row in (fault.start[0], fault.row, fault.above):
        line = fault.lines[row][:LONGEST]
        if found := COMMENTED.match(line):
            column, hint = found.start("sign"), f'{QUOTES} : ["#mot"].'
        elif row == fault.above and " #" in line and KEY.match(line) and not KEY.match(fault.line):
            column, hint = line.index(" #") + 1, f"{QUOTES}, ou retirez « # »."
        else:
            continue
        return at(row, column, "« # » commence un commentaire : la suite n’est pas lue.", hint)
    return None


def _document(fault: Fault) -> Problem | None:
    """A file is one document, whose first key stands at the left margin."""
    if fault.line.startswith("%"):
        return misplaced_sign(fault.lines, fault.row, 0)
    if "document start" not in fault.what:
        return None
    if (ended := next((row for row in range(fault.row) if fault.lines[row].startswith("...")), -1)) >= 0:
        return at(ended, 0, "« ... » termine le document : la suite n’est pas lue.", "supprimez cette ligne.")
    first = next((row for row in range(fault.row) if KEY.match(fault.lines[row])), fault.row)
    hint = "supprimez-les : « categories: » et « resources: » sont tout à gauche."
    shifted = at(first, 0, "des espaces précèdent la première ligne du fichier.", hint)
    return shifted if indent_of(fault.lines[first]) else None


def _quotes(fault: Fault) -> Problem | None:
    """A quote is closed, at the end of its text."""
    row, column = fault.start
    if "quoted scalar" in fault.context and "end of stream" not in fault.what and "document" not in fault.what:
        message = 'dans un texte entre guillemets droits "…", le signe « \\ » a un sens particulier.'
        return at(fault.row, fault.column, message, "remplacez chaque « \\ » par « \\\\ ».")
    found = KEY.match(fault.line)
    tail = QUOTED.match(fault.line, found.start("value")) if found else None
    if found and tail and fault.column >= tail.start("rest"):
        message = f"du texte suit le guillemet fermant : {quote(tail['rest'])}."
        hint = f"entourez tout le texte de guillemets droits et remplacez ceux du dedans par « … » : {quoted(found)}"
        return at(fault.row, tail.start("rest"), message, hint)
    if "quoted scalar" not in fault.context:
        before = range(fault.row - 1, max(-1, fault.row - 200), -1)
        opened = ((above, OPEN_QUOTE.match(fault.lines[above][:LONGEST])) for above in before)
        row, column = next(((r, m.start("quote")) for r, m in opened if m and m["quote"] in fault.line), (-1, 0))
    if row < 0 or "flow" in fault.context:
        return None
    closing = fault.lines[row].rstrip()[-1:]
    hint = "ajoutez le même guillemet droit à la fin du texte."
    if closing in ("”", "“", "»", "’"):
        hint = f"remplacez « {closing} », à la fin du texte, par le même guillemet droit."
    return at(row, column, "ce guillemet n’est jamais refermé.", hint)


def _sign(fault: Fault) -> Problem | None:
    row, column = fault.start
    line = fault.lines[row]
    signs = "[{" if "could not find" in fault.what else "@`%*&!>|-?,]}"
    if SIGNS.search(f"{fault.what} {fault.context}") and line[column : column + 1] in set(signs):
        return misplaced_sign(fault.lines, row, column)
    return None


def _list(fault: Fault) -> Problem | None:
    """What « [ » or « { » opens is closed, and nothing follows it."""
    row, column = fault.start
    if "flow" in fault.context:
        if "nesting" in fault.what:
            return at(fault.row, fault.column, "trop de niveaux imbriqués.", "une liste s’écrit [un, deux].")
        if _missing_comma(fault):
            hint = "une virgule sépare deux valeurs : [un, deux] ; un texte qui en contient va entre guillemets droits."
            return at(fault.row, fault.column, "il manque une virgule avant cet endroit.", hint)
        message, hint = (
            "cette liste n’est pas refermée.",
            f"ajoutez « ] » à la fin : [un, deux] ; si c’est un texte, {QUOTES}.",
        )
        if fault.lines[row][column : column + 1] == "{":
            message, hint = "cette accolade n’est pas refermée.", f"ajoutez « }} » à la fin, ou {QUOTES}."
        return at(row, column, message, hint)
    found = KEY.match(fault.line)
    if found and found["value"][:1] in ("[", "{") and fault.line[: fault.column].rstrip()[-1:] in ("]", "}"):
        message = f"du texte suit le signe « {fault.line[: fault.column].rstrip()[-1]} »."
        hint = f"mettez tout dans les crochets, ou {quoted(found)}"
        if link := MARKDOWN.match(found["value"]):
            hint = f"séparez le texte et l’adresse : « title: {link[1]} », puis « url: {link[2]} »."
        return at(fault.row, fault.column, message, hint)
    return None


def _missing_comma(fault: Fault) -> bool:
    """What stops the parser is a further value, not the end of the list nor the next key of the entry."""
    if fault.ended or "did not find expected ','" not in fault.what:
        return False
    rest, next_key = fault.line[fault.column :].lstrip(), fault.row > fault.start[0] and KEY.match(fault.line)
    return rest[:1] not in ("", "]", "}") and not next_key


def _colon(fault: Fault) -> Problem | None:
    """« : » is followed by a space after a key, and by none inside a text without quotes."""
    row, column = fault.start
    if "could not find expected ':'" in fault.what:
        hint = "une ligne s’écrit « title: Mon guide » ; la suite d’un texte se décale de deux espaces de plus."
        return at(row, column, f"il manque « : » après {quote(fault.lines[row].strip())}.", hint)
    found = KEY.match(fault.line)
    if "mapping values" not in fault.what or (found and fault.column <= found.end("key")):
        return None
    hint = quoted(found) if found and fault.column >= found.start("value") else f"{QUOTES}, depuis sa première ligne."
    if second := re.search(r"[,;] *(\w+) *$", fault.line[: fault.column]):
        hint = f"si « {second[1]} » est une clé, mettez-la sur sa propre ligne ; sinon, {hint}"
    return at(fault.row, fault.column, "deux-points suivis d’un espace à l’intérieur d’un texte.", hint)


def alignment(fault: Fault) -> Problem:
    """Whatever else the parser did not expect stands in the wrong column."""
    top = next((row for row in range(fault.row, -1, -1) if SECTION.fullmatch(fault.lines[row].rstrip(" :"))), fault.row)
    first = next((row for row in range(top + 1, fault.row) if fault.lines[row].strip(" ")[:1] not in ("", "#")), top)
    if fault.line.lstrip()[:1] == "-" and first > top and fault.lines[first].lstrip()[:1] != "-":
        hint = "chaque entrée commence par un tiret : « - title: … » ; effacez ce qui n’en est pas une."
        return at(first, indent_of(fault.lines[first]), "cette liste commence par une ligne sans tiret.", hint)
    hint = "les lignes d’une même ressource commencent toutes à la même colonne, deux espaces après son tiret."
    message = "cette ligne n’est pas alignée avec celles qui la précèdent."
    return at(fault.row, indent_of(fault.line), message, hint)


RULES = (_comment, _margin, _document, _quotes, _sign, _list, _colon)
