"""`annuaire relire`: writes the day when a person opened a resource and found it right."""

from argparse import Namespace
from datetime import date

from annuaire.catalog.aliases import closest_match
from annuaire.catalog.load import valid_tree
from annuaire.links.rewrite import Source
from annuaire.links.targets import WrongUse
from annuaire.source.problems import quote
from annuaire.source.tree import Mapping, Scalar, child, entries_of, text_of
from annuaire.text import slugify


def record_reviews(options: Namespace) -> int:
    """Write « reviewed » in the entries of ``options.ids``; return 0. Raise WrongUse, InvalidCatalog, OSError."""
    day = options.date or date.today()
    if day > date.today():
        raise WrongUse(f"« {day} » est dans le futur : une relecture a déjà eu lieu.")
    if not options.catalogue.is_file():
        raise WrongUse(f"{options.catalogue} n’existe pas ou n’est pas un fichier.")
    entries = {_id(entry): entry for entry in entries_of(valid_tree(options.catalogue, private=False), "resources")}
    for wanted in options.ids:
        if wanted not in entries:
            near = closest_match(wanted, tuple(entries))
            raise WrongUse(f"aucune ressource {quote(wanted)}." + f" Vouliez-vous dire « {near} » ?" * bool(near))
    source = Source(options.catalogue)
    chosen = [entries[wanted] for wanted in dict.fromkeys(options.ids)]
    for entry in sorted(chosen, key=lambda entry: (entry.line, entry.column), reverse=True):
        node = child(entry, "reviewed")
        if not isinstance(node, Scalar):
            source.insert(entry, "reviewed", str(day))
        elif not source.replace(node, str(day)):
            raise WrongUse(
                f"ligne {node.line} : « reviewed » est écrit d’une façon particulière, changez-le à la main."
            )
    source.write(private=False)
    print("\n".join(f"{options.catalogue}:{entries[one].line} : {one}, relue le {day}." for one in options.ids))
    return 0


def _id(entry: Mapping) -> str:
    return text_of(entry, "id") or slugify(text_of(entry, "title"))
