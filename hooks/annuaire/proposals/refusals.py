"""Why a proposal is not taken, as the answer to whoever made it."""

from collections.abc import Sequence

from annuaire.source.problems import SHOWN

Reason = tuple[str, str]
"""The label of a field, or "", and a sentence about it."""
LEFT = (
    "Merci de votre proposition : vous n’avez rien à corriger. Elle ne peut pas entrer seule dans l’annuaire. "
    "La personne qui tient l’annuaire l’ajoutera à la main."
)


class ProposalRefused(Exception):
    """Why a proposal cannot be taken; with no reason, it is right, for a file that takes no entry line by line."""

    def __init__(self, reasons: Sequence[Reason] = ()) -> None:
        self.reasons = [*reasons]
        super().__init__(answer_to(self.reasons))


def answer_to(reasons: Sequence[Reason], form: str = "") -> str:
    """Return the one answer to the proposals of a message, with the address of the form when it is known.

    What it quotes stands in a code block, as plain text.
    """
    if not reasons:
        return LEFT
    told = [f"{label} : {reason}" if label else reason for label, reason in dict.fromkeys(reasons)]
    more = [f"… et {len(told) - SHOWN} autres points."] if len(told) > SHOWN else []
    listed = "\n".join([*told[:SHOWN], *more])
    link = f"\n\nLe formulaire, si vous préférez : {form}" if form else ""
    return (
        "Merci de votre proposition. Elle n’est pas encore dans l’annuaire : voici ce qu’il faut corriger.\n\n"
        f"```text\n{listed}\n```\n\nCorrigez votre message, ou renvoyez-le corrigé : il sera vérifié de nouveau.{link}"
    )
