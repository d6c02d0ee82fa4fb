"""What a message adds around an answer: closing formulas, a signature, the dashes of a list. All of it is hostile."""

import re

GOODBYE = re.compile(
    r"^[ \t\xa0]*(?:--[ \xa0]?|(?:(?:bien|très) )?(?:cordialement|sincèrement|amicalement|à vous)\b.*|cdlt.*"
    r"|salutations\b.*|merci(?: (?:d|beaucoup|à)\b.*)?|(?:bonne|belle) (?:journée|soirée|semaine|réception|fin)\b.*"
    r"|(?:envoyé|sent) (?:de|depuis|from|avec|à partir)\b.*|(?:télécharge[rz]|get|obtenir) outlook\b.*"
    r"|(?:(?:best|kind|warm) )?(?:regards|wishes)|best|cheers|thanks\b.*)[ \xa0\u202f,.!]*$",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
"""Where all the answers end: a signature (RFC 3676 §4.3), or the formula before it."""
LINE_MARK = r"[ \t\xa0]*[-*–—•●▪◦‣∙·▸►](?=\s)"
LIST_MARK = re.compile(rf"(?<![\s;,.])[\s;,.]*(?:(?<!\S)[•●▪◦‣∙·▸►]|^{LINE_MARK})\s*", re.MULTILINE)
"""What begins an item of a list, and parts it from the one before."""
COURTESY = (
    r"(?:(?:mille |grand )?mercis?|n['’]h[ée]site[zr]?|je (?:reste|suis à)|nous restons|à (?:très )?(?:bientôt|vite)"
    r"|au plaisir|en vous (?:remerci|souhait)ant|dans l['’]attente|bien à (?:vous|toi)|amitiés|respectueusement"
    r"|(?:très )?(?:bonne|belle|excellente) (?:journée|soirée|fin|semaine|continuation)|bon (?:week-end|courage))\b"
)
"""How a sentence to whoever receives the message begins; a description may begin one so too."""
CLOSING = re.compile(
    rf"^(?:[ \t\xa0]*|{LINE_MARK}.*)\n[ \t\xa0]*(?P<courtesy>{COURTESY})", re.IGNORECASE | re.MULTILINE
)
DOUBTFUL = re.compile(
    rf"(?:^|[.!?…])[ \t\xa0]*{COURTESY}|\n[ \t\xa0]*\n(?!{LINE_MARK})|\n[^\W\d_][\w'’ -]{{1,40}}[ \xa0\u202f]?:(?!//)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a description may hold that was not meant for it: a formula, another paragraph, a question of one's own."""


def without_courtesy(answer: str) -> str:
    """Return an answer up to the closing formula that a blank line, or the end of a list, sets apart from it."""
    answer = answer.strip()
    found = CLOSING.search(answer)
    return answer[: found.start("courtesy")].rstrip() if found else answer


def one_sentence(text: str) -> str:
    """Return a text whose list is one sentence: « Avec :\\n- un jeu\\n- deux » is « Avec : un jeu ; deux »."""
    listed = re.sub("(^|:) ; ", r"\1 ", LIST_MARK.sub(" ; ", text))
    return listed if listed == text else re.sub(r"(?<=[^\s.!?…:;,])[ \t\xa0]*\n[ \t\xa0]*\n", ". ", listed)
