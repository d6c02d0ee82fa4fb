"""Why a proposal is not taken, as the answer to whoever made it."""

from annuaire.source.problems import SHOWN


class ProposalRefused(Exception):
    """Why a proposal cannot be taken, as an answer in French; what it quotes stands in a code block, as plain text.

    ``reasons``: (label of the field, or "", sentence).
    """

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        self.reasons = reasons
        told = [f"{label} : {reason}" if label else reason for label, reason in reasons]
        more = [f"… et {len(reasons) - SHOWN} autres points."] if len(reasons) > SHOWN else []
        listed = "\n".join([*told[:SHOWN], *more])
        super().__init__(
            "Merci de votre proposition. Elle n’est pas encore dans l’annuaire : voici ce qu’il faut corriger.\n\n"
            f"```text\n{listed}\n```\n\nCorrigez votre message, ou renvoyez-le corrigé : il sera vérifié de nouveau."
        )


class LeftToMaintainer(ProposalRefused):
    """A proposal that is right, for a file that no entry can be added to line by line."""

    def __init__(self) -> None:
        self.reasons = []
        Exception.__init__(
            self,
            "Merci de votre proposition : vous n’avez rien à corriger. Elle ne peut pas entrer seule dans l’annuaire. "
            "La personne qui tient l’annuaire l’ajoutera à la main.",
        )


def answer_to(refused: list[ProposalRefused], form: str) -> str:
    """Return the one answer to the proposals of a message, with the address of the form when it is known."""
    reasons = [reason for one in refused if not isinstance(one, LeftToMaintainer) for reason in one.reasons]
    if not reasons:
        return f"{refused[0]}"
    link = f"\n\nLe formulaire, si vous préférez : {form}" if form else ""
    return f"{ProposalRefused([*dict.fromkeys(reasons)])}{link}"
