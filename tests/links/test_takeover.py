"""A page that names a casino is not a casino: only what offers several games proves that a domain was taken over."""

import pytest

from annuaire.links.observation import Answer, LinkTarget
from annuaire.links.outcome import judge

OLD = "https://association.fr/guide"
GUIDE = LinkTarget(OLD, "Guide du numérique sobre", publisher="Une association")
TAKEN = [  # French, English, Indonesian, Chinese, Russian
    "<title>Casino en ligne</title><h1>Machines à sous</h1>", "<title>Casino en ligne fiable 2026</title><p>Bonus de bienvenue : 500 €, 200 tours gratuits.",
    "<title>Paris sportifs</title><h1>Les meilleurs bookmakers</h1>", "<title>Meilleur casino</title><p>Roulette, blackjack, poker." + "<p>Le casino, la roulette, le poker." * 20 + "<p>Addiction ? Appelez l’aide aux joueurs.",
    "<title>Best online casino</title><h1>Free spins</h1><p>Slots.", "<title>1xBet mirror</title><p>Sports betting, casino.", "<title>Online slots, no deposit</title><p>Play at our casino.",
    "<title>Situs judi slot gacor terpercaya</title><p>togel", "<title>Slot Gacor Hari Ini</title><p>Daftar situs judi.", "<title>博彩 娱乐城</title>", "<title>Казино онлайн</title><p>Игровые слоты.",
    "<title>オンラインカジノ</title><p>ルーレット roulette", "<title>온라인 카지노</title><p>jackpot", "<title>สล็อต บาคาร่า</title>",
    "<title>Nettikasinot 2026</title><p>Slots.", "<title>Bandar togel resmi</title>", "<title>1win – букмекерская контора и казино</title>",
]  # fmt: skip
NAMED = [
    "<title>Groupe Casino – Recrutement</title><p>Casino recrute. Rejoignez les magasins Casino.", "<title>Casino : nos magasins</title><p>Jouez et gagnez avec la carte Casino, des bonus en ligne.",
    "<title>Casino municipal</title><p>Le casino municipal accueille le conseil de quartier.", "<title>Le casino municipal de Royat</title><p>Machines à sous, roulette, restaurant.", "<title>Le Casino de Paris</title><p>Les spectacles du casino.", "<title>Casino barrière à Lille</title><p>Un concert.",
    "<title>Quand le casino ruine les joueurs</title><p>Le poker, la roulette, les paris sportifs : l’addiction aux jeux, sa prévention, l’aide aux joueurs, le jeu excessif.",
    "<title>Gambling: the casino next door</title><p>Poker and slots: addiction, prevention, a helpline.", "<title>Planning poker</title><p>La roulette des idées, et son jackpot.",
    "<title>Slots disponibles</title><p>Choisissez un slot, puis d’autres slots.", "<title>Our bet on commons</title><p>Betting on commons.", "<title>Planning poker : our best bet</title><p>Poker.",
]  # fmt: skip


def outcome(page: str, final: str) -> str:
    answers = [Answer(OLD, 301, {})] * (final != OLD) + [Answer(final, 200, {"content-type": "text/html"}, page)]
    return judge(GUIDE, answers).outcome


@pytest.mark.parametrize("final", [OLD, "https://autre.com/x"])
@pytest.mark.parametrize("page", TAKEN)
def test_a_page_of_gambling_proves_a_takeover(page: str, final: str) -> None:
    assert outcome(page, final) == "gone"


@pytest.mark.parametrize("final", [OLD, "https://autre.com/x"])
@pytest.mark.parametrize("page", NAMED)
def test_a_page_that_only_names_gambling_proves_nothing(page: str, final: str) -> None:
    assert outcome(page, final) in ("ok", "question")
