"""A line that stands in the wrong column: which one, and where it should begin. Rows and columns count from 0."""

from annuaire.source.line_faults import KEY, LONGEST, QUOTES, SECTION, Fault, at, indent_of
from annuaire.source.problems import Problem


def alignment(fault: Fault) -> Problem:
    """Whatever else the parser did not expect stands in the wrong column."""
    message = "cette ligne n’est pas alignée avec celles qui la précèdent."
    hint = "les clés d’une même ressource commencent toutes à la même colonne, deux espaces après le tiret."
    if SECTION.fullmatch(fault.line.strip().removesuffix(":")):
        return at(fault.row, 0, message, "supprimez les espaces qui la précèdent : elle commence tout à gauche.")
    if (first := _undashed(fault)) is not None:
        hint = "chaque entrée commence par un tiret, un espace et sa première clé ; effacez ce qui n’en est pas une."
        return at(first, indent_of(fault.lines[first]), "cette liste commence par une ligne sans tiret.", hint)
    row, key, dashed = fault.row, KEY.match(fault.line), fault.line.lstrip().startswith("- ")
    for above in range(row - 1, max(-1, row - 200), -1):
        found = KEY.match(fault.lines[above][:LONGEST])
        # A key against the margin, after an entry: the parser stops at what follows it.
        after = above == fault.above and fault.lines[max(0, above - 1)][:1] in (" ", "-")
        if found and not found["margin"] and found["value"] and (dashed or after):
            return at(above, 0, message, "alignez-la avec les clés de la ressource qui la précède.")
        if found and found["margin"] and (not dashed or "-" in found["margin"]):
            spaces = found["margin"].index("-") if dashed else len(found["margin"])
            if above == fault.above and found["value"][:1] in (">", "|"):
                spaces += 2
                hint = f"le texte se place sous sa clé : commencez chacune de ses lignes par {spaces} espaces."
                break
            if not key and above != fault.above:
                above, spaces = fault.above, indent_of(fault.lines[fault.above])
            hint = f"commencez-la par {spaces} espaces, comme la ligne {above + 1}"
            hint += "." if dashed or not key else f" ; si elle continue le texte du dessus, {QUOTES}."
            break
    return at(row, indent_of(fault.line), message, hint)


def _undashed(fault: Fault) -> int | None:
    """The first line of the section of a dash, when it has none."""
    top = next((row for row in range(fault.row, -1, -1) if SECTION.fullmatch(fault.lines[row].rstrip(" :"))), fault.row)
    lines = ((row, fault.lines[row].lstrip()) for row in range(top + 1, fault.row))
    first, text = next(((row, line) for row, line in lines if line and not line.startswith("#")), (0, "-"))
    return first if fault.line.lstrip().startswith("-") and not text.startswith("-") else None
