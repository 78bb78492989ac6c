"""The dossiers of the demonstration, one story each; days are counted in working days from today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from app.demonstration.catalogue import BUDGET, CIVIL, DOMAIN, MARKETS, PLANNING, POLICE, SPEAKING, STATUTE
from app.domain.calls import CallOutcome, CallReason
from app.domain.dossiers import Outcome, Stage
from app.guide.edition import NO, UNKNOWN, YES

US, COLLEAGUE = "", "Julien B."  # "" is the agent who opens the demonstration


@dataclass(frozen=True)
class Promised:
    """A callback: the day, the hour and why."""

    day: int
    at: time
    reason: str


@dataclass(frozen=True)
class Spoken:
    """One call of a story."""

    day: int
    at: time
    minutes: int
    reason: CallReason
    outcome: CallOutcome | None = None
    note: str = ""
    outgoing: bool = False
    promised: Promised | None = None


@dataclass(frozen=True)
class Story:
    """One dossier: how far it has come, since when, and what happened on the way.

    `session` is a short name and a day, or None; `entered` is the day on which the column was entered.
    """

    name: str
    commune: str
    stage: Stage
    session: tuple[str, int] | None
    answers: Mapping[str, str]
    opened: int
    entered: int
    ticked: int = 0  # steps of the present column that are done
    number: str = ""  # of the EDOF dossier
    agent: str = US
    cdc: tuple[str, int] | None = None
    blocked: tuple[str, str] | None = None  # step, words
    by_hand: bool = False  # put in its column by hand, whatever the situation says
    handed_out: int | None = None
    nir_checked: int | None = None
    rights: tuple[int, int] | None = None  # euros, day
    outcome: Outcome | None = None
    edof: str = ""
    calls: tuple[Spoken, ...] = ()


def known(account: str, franceconnect: str, elu: str = "", found: str = "") -> dict[str, str]:
    """A situation; "" is a question that was never answered."""
    asked = {"account_open": account, "franceconnect": franceconnect, "elu_account": elu, "training_found": found}
    return {question: answer for question, answer in asked.items() if answer}


SITUATIONS = (
    *(known(YES, YES, YES, YES), known(YES, YES, YES, NO), known(NO, NO), known(YES, NO, YES, UNKNOWN)),
    *(known(NO, YES), known(YES, UNKNOWN, YES, YES), known(YES, YES, NO), known(UNKNOWN, UNKNOWN)),
)

CONNECTION, ENROLMENT, FOLLOW_UP = CallReason.CONNECTION, CallReason.ENROLMENT, CallReason.FOLLOW_UP
DONE, CALL_BACK, NOBODY = CallOutcome.STEP_DONE, CallOutcome.CALL_BACK, CallOutcome.NO_ANSWER

STORIES = (
    # Nouveau
    Story(
        *("Yannick Relave", "Noirétable", Stage.NEW, None, {}, -1, -1),
        calls=(
            Spoken(
                *(-1, time(11, 20), 5, CallReason.TRAINING, CALL_BACK, "Ne sait pas encore ce qu’il veut suivre."),
                promised=Promised(0, time(14), "Choisir une formation"),
            ),
        ),
    ),
    Story(
        *("Corinne Gouttefarde", "Panissières", Stage.NEW, None, known(YES, YES, UNKNOWN), -2, -2),
        calls=(
            Spoken(
                *(-2, time(16, 5), 9, CallReason.TRAINING, CALL_BACK, "Elle demande à son maire."),
                promised=Promised(0, time(15, 30), "Hésite entre deux dates"),
            ),
        ),
    ),
    Story("Fatima Benali", "Rive-de-Gier", Stage.NEW, (BUDGET, 40), known(YES, NO, UNKNOWN), -3, -3, agent=COLLEAGUE),
    Story(
        *("Régine Montmartin", "Lézigneux", Stage.NEW, (POLICE, 45), known(YES, UNKNOWN, UNKNOWN), -4, -4),
        agent=COLLEAGUE,
    ),
    Story(
        *("Odile Thévenet", "Saint-Georges-en-Couzan", Stage.NEW, (BUDGET, 40), {}, -2, -2),
        by_hand=True,
    ),
    # Compte à ouvrir
    Story(
        *("Odile Thévenet", "Saint-Georges-en-Couzan", Stage.ACCOUNT_TO_OPEN, (DOMAIN, 15)),
        *(known(NO, UNKNOWN), -5, -5, 3),
        calls=(
            Spoken(
                *(-1, time(17, 10), 12, CONNECTION, CALL_BACK, "Sa carte Vitale est à la maison."),
                promised=Promised(0, time(11), "Ouvrir son compte avec elle"),
            ),
        ),
    ),
    Story("Robert Crozet", "Usson-en-Forez", Stage.ACCOUNT_TO_OPEN, (PLANNING, 17), known(NO, NO), -6, -6, 1),
    Story(
        *("Annie Bergeron", "Bourg-Argental", Stage.ACCOUNT_TO_OPEN, (BUDGET, 40), known(NO, YES), -8, -8, 5),
        agent=COLLEAGUE,
        blocked=("screen_password", "Le site refuse le mot de passe qu’elle a choisi."),
    ),
    # Identité à vérifier
    Story(
        *("Marcel Giraudon", "Chalmazel-Jeansagnière", Stage.IDENTITY_TO_CHECK, (PLANNING, 33)),
        *(known(YES, NO, YES), -14, -11, 1),
        calls=(
            Spoken(
                *(-4, time(9, 40), 4, FOLLOW_UP, CALL_BACK, "Rien reçu pour l’instant."),
                promised=Promised(1, time(9), "Courrier d’identité\u00a0: du nouveau\u00a0?"),
            ),
        ),
    ),
    Story(
        *("Mireille Jacquemond", "Pélussin", Stage.IDENTITY_TO_CHECK, (BUDGET, 40), known(YES, NO, YES), -15, -12, 1),
        cdc=("courrier", -10),
        agent=COLLEAGUE,
    ),
    Story(
        *("Michel Bruyas", "Ambierle", Stage.IDENTITY_TO_CHECK, (STATUTE, 33), known(YES, UNKNOWN, YES), -12, -8, 2),
        cdc=("courrier", -6),
    ),
    # Compte élu absent
    Story(
        *("Thierry Blanchonnet", "Balbigny", Stage.ELU_ACCOUNT_MISSING, (BUDGET, 40), known(YES, YES, NO), -9, -7, 1),
        calls=(
            Spoken(
                *(-7, time(10, 30), 14, CONNECTION, CallOutcome.WRITE_TO_CDC, "Ne voit que le compteur de droite."),
                promised=Promised(-1, time(16), "A-t-il reçu la réponse de la CDC\u00a0?"),
            ),
        ),
    ),
    Story(
        *("Éliane Poyet", "Saint-Héand", Stage.ELU_ACCOUNT_MISSING, (POLICE, 17), known(YES, NO, NO), -7, -6, 1),
        cdc=("mail", -5),
        agent=COLLEAGUE,
    ),
    Story(
        *("Patricia Chavanne", "Sorbiers", Stage.ELU_ACCOUNT_MISSING, (BUDGET, 55), known(YES, UNKNOWN, NO), -2, -2),
    ),
    # Prêt à demander
    Story(
        *("Amandine Vacheron", "Feurs", Stage.READY_TO_REQUEST, (DOMAIN, 15), known(YES, YES, YES, UNKNOWN), -6, -3),
    ),
    Story(
        *("Guy Murigneux", "Veauche", Stage.READY_TO_REQUEST, (POLICE, 17), known(YES, NO, YES, NO), -30, -4, 3),
        calls=(
            Spoken(
                *(-1, time(10, 15), 6, ENROLMENT, CALL_BACK, "Vérifie son agenda."),
                promised=Promised(2, time(10), "Confirme la date de la session"),
            ),
        ),
    ),
    Story(
        *("Laurence Épinat", "Renaison", Stage.READY_TO_REQUEST, (POLICE, 17), known(YES, YES, YES, YES), -5, -2),
        agent=COLLEAGUE,
    ),
    Story(
        *(
            "Pascal Dutour",
            "Charlieu",
            Stage.READY_TO_REQUEST,
            (STATUTE, 33),
            known(YES, UNKNOWN, NO, UNKNOWN),
            -40,
            -2,
        ),
        agent=COLLEAGUE,
    ),
    # Demande envoyée
    Story(
        *("Jean-Luc Montagnier", "Feurs", Stage.REQUEST_SENT, (MARKETS, 12), known(YES, YES, YES, YES), -9, -2, 1),
        number="784307",
    ),
    Story(
        *("Sandrine Verney", "Andrézieux-Bouthéon", Stage.REQUEST_SENT, (SPEAKING, 13)),
        *(known(YES, NO, YES, NO), -24, -1, 1),
        number="784322",
        agent=COLLEAGUE,
    ),
    Story("Hervé Coignet", "Champdieu", Stage.REQUEST_SENT, (DOMAIN, 15), known(YES, UNKNOWN, YES), -22, 0),
    # À confirmer par l’élu
    Story(
        *("Christiane Mazenod", "Saint-Galmier", Stage.TO_CONFIRM, (STATUTE, 10), known(YES, YES, YES, YES), -12, -5),
        number="783954",
        calls=(Spoken(-1, time(15, 45), 1, ENROLMENT, NOBODY, "", outgoing=True),),
    ),
    Story(
        *("Philippe Duclosel", "Boën-sur-Lignon", Stage.TO_CONFIRM, (POLICE, 17), known(YES, YES, YES, NO), -10, -4),
        number="784215",
        handed_out=-4,
        calls=(
            Spoken(-8, time(10, 50), 6, ENROLMENT, DONE, "Il a trouvé la formation, il voit son employeur."),
            Spoken(0, time(9, 12), 1, ENROLMENT, NOBODY, "", outgoing=True),
        ),
    ),
    Story(
        *("Isabelle Dumoulin", "Sury-le-Comtal", Stage.TO_CONFIRM, (POLICE, 17), known(NO, NO), -35, -3),
        number="784233",
        agent=COLLEAGUE,
    ),
    Story(
        *("Nadia Ferhat", "Riorges", Stage.TO_CONFIRM, (DOMAIN, 15), known(YES, UNKNOWN, YES, YES), -26, -2),
        number="784261",
        agent=COLLEAGUE,
    ),
    Story(
        *("Denis Verchery", "Marcilly-le-Châtel", Stage.TO_CONFIRM, (DOMAIN, 15), known(NO, YES), -16, -1),
        number="784270",
    ),
    # Inscrit
    Story(
        *("Bernadette Chavassieux", "Sury-le-Comtal", Stage.ENROLLED, (STATUTE, 10), known(YES, YES, YES, NO), -10, -1),
        number="783918",
        handed_out=-8,
        nir_checked=-8,
        rights=(800, -8),
        calls=(
            Spoken(-8, time(14, 20), 11, CONNECTION, DONE, "FranceConnect marche avec ses identifiants des impôts."),
            Spoken(-3, time(9, 35), 4, ENROLMENT, DONE, "Cliquer Je confirme, ne pas attendre le dernier jour"),
        ),
    ),
    Story(
        *("Alain Rochigneux", "Montbrison", Stage.ENROLLED, (STATUTE, 10), known(NO, NO), -40, -3),
        number="783902",
        agent=COLLEAGUE,
    ),
    Story(
        *("Véronique Solle", "La Talaudière", Stage.ENROLLED, (MARKETS, 12), known(YES, YES, NO, NO), -34, -2),
        number="784018",
    ),
    Story(
        *("Maurice Lafond", "Saint-Bonnet-le-Château", Stage.ENROLLED, (MARKETS, 12), known(NO, UNKNOWN), -38, -2),
        number="784020",
        agent=COLLEAGUE,
    ),
    # Formé
    Story(
        *("Joëlle Perrotin", "Montverdun", Stage.TRAINED, (CIVIL, -3), known(YES, YES, YES, YES), -40, -2),
        number="782911",
    ),
    Story(
        *("Bruno Cheminal", "Saint-Just-Saint-Rambert", Stage.TRAINED, (CIVIL, -3), known(YES, NO, YES, NO), -48, -2),
        number="782915",
        agent=COLLEAGUE,
    ),
    Story("Karim Haddou", "Roanne", Stage.TRAINED, (BUDGET, -12), known(NO, YES), -55, -11, number="771188"),
    Story(
        *(
            "Bernadette Chavassieux",
            "Sury-le-Comtal",
            Stage.TRAINED,
            (BUDGET, -12),
            known(YES, YES, YES, YES),
            -45,
            -10,
        ),
        number="771204",
        agent=COLLEAGUE,
    ),
)
