"""The records of a catalogue: checked values only, and what can be derived from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from annuaire.catalog.link_states import LinkState
from annuaire.text import name_slug, slugify


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A page of the directory; ``id`` is its address."""

    id: str
    title: str
    description: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of resource, from the catalogue's own list."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A further address of a resource."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One entry, as written; ``lines`` are its first and last lines in the file, from 1."""

    title: str
    category: str
    publishers: tuple[str, ...] = ()
    url: str = ""
    contacts: tuple[str, ...] = ()
    description: str = ""
    format: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    added: date | None = None
    reviewed: date | None = None
    """The day when a person opened it and found it right."""
    id: str = ""
    lines: tuple[int, int] = (1, 1)

    @property
    def slug(self) -> str:
        """The permalink: ``id``, or else made from the title."""
        return self.id or slugify(self.title)

    @property
    def urls(self) -> tuple[str, ...]:
        """The main address, then the further ones; none when the resource has none."""
        return tuple(filter(None, (self.url, *(link.url for link in self.links))))

    @property
    def path(self) -> str:
        """The permanent address, relative to the site's root."""
        return f"{self.category}/#{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that one resources.yaml holds, in the order of the file."""

    categories: tuple[Category, ...]
    formats: tuple[Format, ...] = ()
    resources: tuple[Resource, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words that visitors use for one another."""
    source: bytes = field(default=b"", compare=False, repr=False)
    """The text of the file, as it is published."""
    digest: str = field(default="", compare=False)
    """The version of the data: the first 12 hexadecimal digits of the SHA-256 of the file, as it is published."""

    @property
    def day(self) -> date | None:
        """The day of the newest resource; None when none has a date."""
        return max((resource.added for resource in self.resources if resource.added), default=None)

    @property
    def choices(self) -> dict[str, tuple[Category, ...] | tuple[Format, ...]]:
        """What the fields of a resource choose between, by field."""
        return {"category": self.categories, "format": self.formats}

    def by_category(self, resources: Iterable[Resource] | None = None) -> dict[str, list[Resource]]:
        """Return the resources, or those given, of every category, in the display order of the categories."""
        found: dict[str, list[Resource]] = {category.id: [] for category in self.categories}
        for resource in self.resources if resources is None else resources:
            found[resource.category].append(resource)
        return found

    def groups(self) -> list[tuple[Category, list[Resource]]]:
        """Return every category with its resources, in the display order of the categories."""
        return list(zip(self.categories, self.by_category().values(), strict=True))

    def category_titles(self) -> dict[str, str]:
        """Return the title of each category, by its id."""
        return {category.id: category.title for category in self.categories}

    def format_titles(self) -> dict[str, str]:
        """Return the title of each format, by its id."""
        return {known.id: known.title for known in self.formats}

    def by_name(self, *kinds: str) -> dict[str, list[Resource]]:
        """Return the resources of every publisher, format and tag, or of these kinds of names only, by the alphabetical
        order of the names; two spellings of one name meet under the first one."""
        formats, names, groups = self.format_titles(), dict[str, str](), dict[str, list[Resource]]()
        for resource in self.resources:
            format_title = filter(None, (formats.get(resource.format),))
            held = {"publisher": resource.publishers, "format": format_title, "tag": resource.tags}
            for name in chain.from_iterable(held[kind] for kind in kinds or held):
                key = name_slug(name) or name
                names.setdefault(key, name)
                if resource not in groups.setdefault(key, [])[-1:]:
                    groups[key].append(resource)
        return {names[key]: groups[key] for key in sorted(groups)}

    @property
    def newest(self) -> list[Resource]:
        """The resources that have a date, the most recent first; of one day, in the order of the file."""
        return sorted((r for r in self.resources if r.added), key=lambda r: r.added or date.min, reverse=True)


MENTIONS = {"publisher": "Éditeur", "director": "Direction de la publication", "host": "Hébergeur"}
"""The keys of « extra: mentions », and what the page calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What mkdocs.yml and liens.json say of the directory; "" where they say nothing."""

    name: str
    description: str = ""
    url: str = ""
    licence: str = ""
    licence_url: str = ""
    source: str = ""
    source_url: str = ""
    repo_url: str = ""
    contact: str = ""
    """The e-mail address that receives proposals."""
    mentions: Mapping[str, str] = field(default_factory=dict)
    """Who publishes: the legal notice that French law wants, by the keys of MENTIONS."""
    edit_uri: str = ""
    """The path, under repo_url, that opens a file of docs/ in the forge's editor."""
    links: Mapping[str, LinkState] = field(default_factory=dict)
    """What liens.json says of each address, when there is one."""

    @property
    def receives(self) -> bool:
        """Whether a proposal has somewhere to go."""
        return bool(self.repo_url or self.contact)

    @property
    def attribution(self) -> str:
        """The credit to copy wherever the data goes."""
        return ", ".join(filter(None, (self.name, self.source and f"d’après « {self.source} »", self.licence)))
