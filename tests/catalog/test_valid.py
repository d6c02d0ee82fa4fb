"""No reasonable way of writing a right catalogue is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from annuaire.catalog.load import load_catalog

HEAD = "categories:\n  - id: a\n    title: A\nresources:\n"
ENTRY = "  - title: T\n    category: a\n"

WAYS = {
    "min": "categories:\n  - id: a\n    title: A\nresources:\n",
    "brackets": "categories:\n  - id: a\n    title: A\nresources: []\n",
    "comment empty": "categories:\n  - id: a\n    title: A\nresources: # aucune\n",
    "dashes": "---\ncategories:\n  - id: a\n    title: A\nresources:\n...\n",
    "yaml dir": "%YAML 1.1\n---\ncategories:\n  - id: a\n    title: A\nresources:\n",
    "comments": "# x\ncategories:\n  - id: a\n    title: A\nresources:\n  # y\n  - title: T # z\n    # w\n    category: a\n\n\n  # fin\n",
    "indent0": "categories:\n- id: a\n  title: A\nresources:\n- title: T\n  category: a\n  links:\n  - title: X\n    url: https://e.fr\n",
    "indent4": "categories:\n    - id: a\n      title: A\nresources:\n    -   title: T\n        category: a\n",
    "dash newline": HEAD + "  -\n    title: T\n    category: a\n",
    "quoted keys": HEAD + "  - \"title\": 'T''s'\n    'category': \"a\"\n",
    "folded": HEAD
    + "  - title: >-\n      T\n      U\n    category: a\n    description: >\n      Un : texte\n      # pas un commentaire\n\n      fin\n    url: >-\n      https://e.fr/\n",
    "literal": HEAD + ENTRY + "    description: |+\n      a: b\n        - c\n      =======\n\n",
    "literal url": HEAD + ENTRY + "    url: |\n      https://e.fr/a\n    added: >\n      2026-03-31\n",
    "multi plain": HEAD + ENTRY + "    description: un\n      deux\n\n      trois\n",
    "multi dq": HEAD + '  - title: "T\n      U"\n    category: a\n    description: "a \\\n      b : c"\n',
    "flow": "{categories: [{id: a, title: A}], resources: [{title: 'T', category: a, tags: [x, y], links: [{title: L, url: \"https://e.fr\"}]}]}",
    "tabs json": '{\n\t"categories": [\n\t\t{"id": "a", "title": "A"}\n\t],\n\t"resources": []\n}\n',
    "colons": HEAD
    + "  - title: T:U\n    category: a\n    description: à 12:30 http://x.fr a:b\n    url: https://e.fr:8443/a:b\n",
    "hash": HEAD + "  - title: C#\n    category: a\n    url: https://e.fr/#a\n",
    "odd": HEAD
    + "  - title: «L'IA» - c'est 100 % & plus * ! ? @x\n    category: a\n    description: -5 % de CO2, 'cité' \"ici\" [ou là] {bien}\n",
    "apos": HEAD + "  - title: L'IA d'aujourd'hui\n    category: a\n",
    "number": HEAD + "  - title: 2026\n    category: a\n    contact: 0320000000\n    tags: [1, 2.5, true]\n",
    "no final newline": HEAD + "  - title: T\n    category: a",
    "trailing spaces": HEAD + "  - title: T   \n    category: a  \n   \n",
    "crlf": "categories:\r\n  - id: a\r\n    title: A\r\nresources:\r\n  - title: T\r\n    category: a\r\n    description: |\r\n      a\r\n      b\r\n",
    "cr": "categories:\r  - id: a\r    title: A\rresources:\r",
    "bom": "\ufeffcategories:\n  - id: a\n    title: A\nresources:\n",
    "bom doc": "\ufeff---\ncategories:\n  - id: a\n    title: A\nresources:\n",
    "idn": HEAD + ENTRY + "    url: https://café-école.fr/é?x=ç\n    contact: contact@café.fr\n",
    "cjk": HEAD + "  - title: 日本語\n    category: a\n  - title: عربى\n    category: a\n",
    "emoji": HEAD + "  - title: Guide 🎓 👩\u200d💻 ❤️\n    category: a\n",
    "formats empty": "formats:\ncategories:\n  - id: a\n    title: A\nresources:\n",
    "formats []": "formats: []\ncategories:\n  - id: a\n    title: A\nresources:\n",
    "order": "resources:\n  - category: a\n    title: T\ncategories:\n  - title: A\n    id: a\n",
    "links": HEAD + ENTRY + "    links: []\n    tags: []\n",
    "contacts": HEAD
    + "  - title: T0\n    category: a\n    contact: '+33 3 20 00 00 00'\n  - title: T1\n    category: a\n    contact: '+33 (0)3 20 00 00 00'\n  - title: T2\n    category: a\n    contact: '0033320000000'\n  - title: T3\n    category: a\n    contact: '03.20.00.00.00'\n  - title: T4\n    category: a\n    contact: '03-20-00-00-00'\n  - title: T5\n    category: a\n    contact: '0 800 00 00 00'\n  - title: T6\n    category: a\n    contact: '3919'\n  - title: T7\n    category: a\n    contact: '15'\n  - title: T8\n    category: a\n    contact: '112'\n  - title: T9\n    category: a\n    contact: '116 006'\n  - title: T10\n    category: a\n    contact: '+32 2 123 45 67'\n  - title: T11\n    category: a\n    contact: '+1 (514) 555-0199'\n  - title: T12\n    category: a\n    contact: 'a.b+c@sous.domaine.asso.fr'\n  - title: T13\n    category: a\n    contact: 'a_b@e.museum'\n  - title: T14\n    category: a\n    contact: 'https://e.fr/contact'\n  - title: T15\n    category: a\n    contact: '03 20 00 00 00'\n  - title: T16\n    category: a\n    contact: \"O'neil@e.fr\"\n",
    "urls": HEAD
    + "  - title: T0\n    category: a\n    url: http://e.fr\n  - title: T1\n    category: a\n    url: https://e.fr/a,b;c=d/(e)_f?g=[h]&i=%20#j\n  - title: T2\n    category: a\n    url: https://e.fr:8080\n  - title: T3\n    category: a\n    url: https://fr.wikipedia.org/wiki/L'%C3%A9t%C3%A9_(saison)\n  - title: T4\n    category: a\n    url: https://xn--caf-dma.com/\n  - title: T5\n    category: a\n    url: HTTPS://E2.FR\n  - title: T6\n    category: a\n    url: https://e3.fr.\n  - title: T7\n    category: a\n    url: https://sous.e-4.fr/~moi/@x\n  - title: T8\n    category: a\n    url: https://93.184.216.34/\n  - title: T9\n    category: a\n    url: https://[2606:2800:220:1::1]/\n  - title: T10\n    category: a\n    url: https://a_b.e.fr\n  - title: T11\n    category: a\n    url: https://e.paris\n  - title: T12\n    category: a\n    url: https://e.xn--p1ai\n  - title: T13\n    category: a\n    url: https://e5.fr/?q=a+b&utm_source=x\n  - title: T14\n    category: a\n    url: https://e6.fr/é/日本\n",
    "tab after colon": HEAD + "  - title:\tT\n    category: a\n",
    "tab comment": HEAD + "  - title: T\t# c\n    category: a\n",
    "explicit": HEAD + "  - ? title\n    : T\n    category: a\n",
    "long600": HEAD
    + ENTRY
    + "    description: éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé\n",
    "same title diff id": HEAD + ENTRY + "  - title: T\n    category: a\n    id: t-2\n",
    "key space colon": HEAD + "  - title : T\n    category : a\n",
    "unicode esc": HEAD + '  - title: "\\u00e9t\\xe9"\n    category: a\n',
    "publisher comma": HEAD + ENTRY + "    publisher: Un, deux et trois\n",
    "publisher signs": HEAD
    + ENTRY
    + "    publisher: CNIL - Paris\n"
    + "  - title: U\n    category: a\n    publisher: CNIL [Paris, Lille]\n",
    "multi flow": HEAD + ENTRY + "    tags: [\n      un,\n      deux,\n    ]\n",
    "date quoted": HEAD + ENTRY + "    added: '2026-03-31'\n",
    "merge text": HEAD + ENTRY + "    description: |\n      x\n      <<<<<<< y\n",
    "null quoted": HEAD + '  - title: "null"\n    category: a\n',
    "first day": HEAD + ENTRY + "    added: 1990-01-01\n",
    "last day": HEAD + ENTRY + "    added: 2099-12-31\n",
    "null opt": HEAD + ENTRY + "    description: null voilà\n",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_right_file_is_accepted(text: str, tmp_path: Path) -> None:
    path = tmp_path / "resources.yaml"
    path.write_bytes(text.encode())
    load_catalog(path)
