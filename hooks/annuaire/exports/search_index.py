"""Catalog → the search index that hooks/annuaire/theme/assets/classement.js reads in the browser.

Everything that can be prepared is prepared here: which words a resource answers to, how much each weighs, in which
file they stand. The browser folds the query by the same rule (``compounds``), and fetches only the files it needs:

- ``index.json``: {"version": of the data, as in datapackage.json, "count": resources, "size": cards of one file,
  "stop": stop words, "words": the vocabulary, then "hosts": the words that only stand in addresses, "shards": the
  number of the first word of each file of postings, "categories": {id: HTML of its tab over a card}};
- ``synonymes.json``: [[word or phrase, …], …];
- ``mots-N.json``: [postings of each word of the N-th shard];
- ``filtres.json``: {"panel": the HTML of the filters, without their values, "help": the HTML that follows the results,
  "filters": [[name in the address, label, [[label, postings, value in the address], …]], …]}.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from math import isqrt

from annuaire.catalog.model import Catalog, Resource, Site
from annuaire.pages.page import TONES
from annuaire.pages.schema_org import dumps
from annuaire.pages.templating import ENV
from annuaire.text import fold, name_slug, typographic
from annuaire.urls import host

CARDS = 4
"""Cards of one file at least."""
SPREAD = 25
"""Files for each card that one holds, once there are many: 500 files of 20 cards for 10,000 resources."""
SHARD = 4_000
"""Postings of one file, at least: some 6 KB once compressed."""
TITLE, PUBLISHER, LABEL, TEXT, CATEGORY, PLACE = (9, 8, 7), (6, 5), 4, 3, 2, 1
"""What a word weighs, from 1 to 9, by its field; a short title, or a sole publisher, says more with each word."""

APOSTROPHE = re.compile("[’‘ʼ′`´＇‛]")
HYPHEN = re.compile("[‐-—−]")
SILENT = re.compile(  # elisions, the dots of « C.A.F. », the ends of « étudiant·e·s »
    r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel)?qu)'(?=[aeiouyh])|(?a:(?<=\b[a-z])\.(?=[a-z]\b)|·\w*)"
)
WORD = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*")
# Articles, pronouns, prepositions, conjunctions, auxiliaries, the words of a question, what stands in any address.
STOP = """
a ai ainsi alors as au aucun aucune aussi autre autres aux avec avez avoir avons bien c ca car ce ces cet cette ceux
chez comme comment d dans de des deux dois doit donc dont du elle elles en es est et etre fait faire faut http https il
ils j je l la le les leur leurs lors m ma mais me mes mieux moi mon n ne ni nos notre nous on ont ou par pas peut
peuvent peux plus pour pourquoi puis qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans se ses
si soit son sont suis sur t ta te tes toi ton tous tout toute toutes tres tu un une va vers veut veux vos votre vous www
y
"""


def compounds(text: str) -> list[str]:
    """Return the words of a text without case, accents nor elisions; « guid'asso », « R&D » are whole."""
    plain = HYPHEN.sub("-", fold(APOSTROPHE.sub("'", text)))
    return WORD.findall(SILENT.sub("", plain))


def words_of(*texts: str) -> list[str]:
    """Return the words that texts answer to; of a compound, its parts, then the whole without its marks."""
    return [word for text in texts for piece in text.split() for word in _words(piece)]


@lru_cache(maxsize=1 << 16)  # the same words come back in all texts
def _words(piece: str) -> list[str]:
    split = [re.split("['&-]", compound) for compound in compounds(piece)]
    return [word for parts in split for word in (parts if len(parts) == 1 else [*parts, "".join(parts)])]


def search_files(catalog: Catalog, site: Site) -> dict[str, bytes]:
    """Return {file name: JSON} of the whole index."""
    words = _postings(_weighed(catalog))
    hosts = sorted(word for word, found in words.items() if all(posting % 10 == PLACE for posting in found))
    named = sorted(words.keys() - set(hosts))
    starts, shards = _shards([*named, *hosts], words)
    index = {
        "version": catalog.digest,
        "count": len(catalog.resources),
        "size": group_size(len(catalog.resources)),
        "stop": " ".join(STOP.split()),
        "words": " ".join(named),
        "hosts": " ".join(hosts),
        "shards": starts,
        "categories": category_tabs(catalog),
    }
    filters = _filters(catalog)
    panel, rest = (ENV.get_template(name) for name in ("filtres.html", "resultats.html"))
    after = {"panel": panel.render(filters=filters), "help": rest.render(site=site, catalog=catalog)}
    synonyms = [[typographic(text) for text in group] for group in catalog.synonyms]
    texts = {"index.json": index, "filtres.json": after | {"filters": filters}, "synonymes.json": synonyms}
    files = {name: dumps(text).encode() for name, text in texts.items()}
    return files | {f"mots-{number}.json": dumps(shard).encode() for number, shard in enumerate(shards)}


def hashed_folder(files: Mapping[str, bytes], data_version: str) -> str:
    """Return the folder of one version of the directory: an older page never reads what a newer one has published."""
    digest = sha256(data_version.encode())
    for data in files.values():
        digest.update(data)
    return f"recherche/{digest.hexdigest()[:10]}/"


def category_tabs(catalog: Catalog) -> dict[str, str]:
    """Return the HTML that names a category over a card, by its id."""
    tab = ENV.get_template("onglet.html")
    return {known.id: tab.render(category=known, tone=at % TONES + 1) for at, known in enumerate(catalog.categories)}


def group_size(count: int) -> int:
    """Return how many cards of ``count`` one file holds."""
    return max(CARDS, isqrt(count // SPREAD))


def _weighed(catalog: Catalog) -> Iterator[Mapping[str, int]]:
    """Yield, for each resource, its words and the weight of each: the greatest of the fields that hold it."""
    categories = catalog.category_titles()
    formats = catalog.format_titles()
    stop = frozenset(STOP.split())
    for resource in catalog.resources:
        found: dict[str, int] = {}
        links, description = resource.links, resource.description
        places = [*resource.contacts, *(["contact"] if resource.contacts else []), *map(host, resource.urls)]
        for weight, words in (
            (PLACE, words_of(*places)),
            (CATEGORY, words_of(categories[resource.category])),
            (TEXT, words_of(description, *(link.title for link in links))),
            (LABEL, words_of(*resource.tags, formats.get(resource.format, ""))),
            (PUBLISHER[len(resource.publishers) > 1], words_of(*resource.publishers)),
        ):  # fmt: skip
            found.update((word, weight) for word in words if word not in stop)
        title = words_of(resource.title)
        told = sum(word not in stop for word in title)
        found.update(dict.fromkeys(title, TITLE[(told > 2) + (told > 5)]))
        yield found


def _postings(weighed: Iterable[Mapping[str, int]]) -> "dict[str, array[int]]":
    """Return, for each word, ten times the number of each resource plus its weight there: four bytes each."""
    postings = defaultdict[str, "array[int]"](lambda: array("I"))
    for number, words in enumerate(weighed):
        for word, weight in words.items():
            postings[word].append(10 * number + weight)
    return postings


def _coded(postings: Iterable[int]) -> str:
    """Code postings, in the order of the resources: « C » to « A » for the weight, then the number of resources
    skipped since the last one, if any: resource 0 with weight 3, then 2 with 1, give « CA1 »."""
    text, last = [], -1
    for posting in postings:
        number, weight = divmod(posting, 10)
        text.append(chr(64 + weight) + (str(number - last - 1) if number - last > 1 else ""))
        last = number
    return "".join(text)


def _shards(vocabulary: Sequence[str], words: "Mapping[str, array[int]]") -> tuple[list[int], list[list[str]]]:
    """Cut the vocabulary where its postings fill a file; return the number of each first word, and the postings."""
    starts, shards = list[int](), list[list[str]]()
    room = 0
    for number, word in enumerate(vocabulary):
        if room <= 0:
            starts.append(number)
            shards.append([])
            room = SHARD
        shards[-1].append(_coded(words[word]))
        room -= len(words[word])
    return starts, shards


def _filters(catalog: Catalog) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Return what the results can be narrowed to; a filter that the catalogue has no value for is left out."""
    numbers = {id(resource): number for number, resource in enumerate(catalog.resources)}
    categories, reached = catalog.by_category(), [resource for resource in catalog.resources if resource.contacts]
    formats: dict[str, list[Resource]] = {known.id: [] for known in catalog.formats}
    for resource in catalog.resources:
        if resource.format:
            formats[resource.format].append(resource)
    values: list[tuple[str, str, Iterable[tuple[str, str, list[Resource]]]]] = [
        ("rubrique", "Rubrique", ((known.id, known.title, categories[known.id]) for known in catalog.categories)),
        ("contact", "Contact", [("oui", "Avec contact", reached)]),
        ("format", "Format", ((known.id, known.title, formats[known.id]) for known in catalog.formats)),
        ("editeur", "Éditeur", _most_used(catalog.by_name("publisher"))),
        ("etiquette", "Étiquette", _most_used(catalog.by_name("tag"))),
    ]
    coded = [
        (name, label, [
            (typographic(title), _coded(10 * numbers[id(resource)] + 1 for resource in found), value)
            for value, title, found in each if found
        ]) for name, label, each in values
    ]  # fmt: skip
    return [(name, label, each) for name, label, each in coded if each]


def _most_used(groups: Mapping[str, list[Resource]]) -> list[tuple[str, str, list[Resource]]]:
    """Return the values of a filter, those with the most resources first: a list that never moves shows them."""
    return sorted(((name_slug(name), name, found) for name, found in groups.items()), key=lambda value: -len(value[2]))
