"""The invented people of the pictures, and the names of which the others are made.

Every phone lies in a range that the regulator keeps for fiction (domain.md, section 6).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """One invented person; the phones as typed, "" for none."""

    civility: str
    first_name: str
    birth_name: str
    commune: str
    function: str
    mobile: str = ""
    landline: str = ""
    usual_name: str = ""
    born: int = 1962
    role: str = ""  # of somebody who is not an official
    council: str = ""  # function in the EPCI of the commune, if any
    only_council: bool = False
    ended: bool = False
    address: tuple[str, str, str, str] | None = None  # number, repetition, type and name of the street
    locality: str = ""

    @property
    def name(self) -> str:
        """How stories name them."""
        return f"{self.first_name} {self.usual_name or self.birth_name}"


SAINT_GEORGES, SURY, CHALMAZEL = "04 65 71 20 14", "04 65 71 33 07", "04 65 71 48 02"

PEOPLE = (
    Person("M.", "Yannick", "Relave", "Noirétable", "conseiller", "06 39 98 07 51", born=1979),
    Person("Mme", "Corinne", "Gouttefarde", "Panissières", "adjointe", "06 39 98 33 90", born=1968),
    Person("Mme", "Fatima", "Benali", "Rive-de-Gier", "adjointe", "06 39 98 24 16", born=1974),
    Person("Mme", "Régine", "Montmartin", "Lézigneux", "conseillère", "06 39 98 71 05", born=1956),
    Person(
        *("Mme", "Odile", "Thévenet", "Saint-Georges-en-Couzan", "1re adjointe", "", SAINT_GEORGES),
        born=1958,
        locality="La Pinée",
    ),
    Person("M.", "Robert", "Pallandre", "Saint-Georges-en-Couzan", "conseiller municipal", "", SAINT_GEORGES),
    Person("Mme", "Martine", "Oriol", "Saint-Georges-en-Couzan", "", "", SAINT_GEORGES, role="Secrétaire de mairie"),
    Person("M.", "Robert", "Crozet", "Usson-en-Forez", "adjoint", "06 39 98 62 40", born=1953),
    Person("Mme", "Annie", "Bergeron", "Bourg-Argental", "conseillère", "06 39 98 58 83", born=1961),
    Person("M.", "Marcel", "Giraudon", "Chalmazel-Jeansagnière", "conseiller", "", CHALMAZEL, born=1949),
    Person("Mme", "Josiane", "Perret", "Chalmazel-Jeansagnière", "", "", CHALMAZEL, role="Secrétaire de mairie"),
    Person("Mme", "Mireille", "Jacquemond", "Pélussin", "2e adjointe", "06 39 98 11 72", born=1960),
    Person("M.", "Michel", "Bruyas", "Ambierle", "1er adjoint", "06 39 98 90 34", born=1957),
    Person("M.", "Michel", "Bruyas", "Firminy", "conseiller municipal", "06 39 98 90 71", born=1981),
    Person("M.", "Thierry", "Blanchonnet", "Balbigny", "adjoint", "06 39 98 20 63", born=1965),
    Person("Mme", "Éliane", "Poyet", "Saint-Héand", "conseillère", "06 39 98 45 29", born=1959),
    Person("Mme", "Patricia", "Chavanne", "Sorbiers", "adjointe", "06 39 98 13 47", born=1973),
    Person("Mme", "Amandine", "Vacheron", "Feurs", "conseillère", "06 39 98 66 08", born=1986),
    Person(
        *("M.", "Guy", "Murigneux", "Veauche", "conseiller municipal", "06 39 98 15 46"),
        born=1955,
        council="conseiller communautaire",
        only_council=True,
    ),
    Person("Mme", "Laurence", "Combe", "Renaison", "3e adjointe", "06 39 98 77 19", usual_name="Épinat", born=1970),
    Person("M.", "Pascal", "Dutour", "Charlieu", "adjoint", "06 39 98 03 85", born=1964),
    Person("M.", "Jean-Luc", "Montagnier", "Feurs", "2e adjoint", "06 39 98 29 57", born=1963),
    Person("Mme", "Sandrine", "Verney", "Andrézieux-Bouthéon", "conseillère", "06 39 98 81 26", born=1977),
    Person("M.", "Hervé", "Coignet", "Champdieu", "1er adjoint", "06 39 98 37 64", born=1966),
    Person(
        *("Mme", "Christiane", "Ponchon", "Saint-Galmier", "1re adjointe", "06 39 98 54 02"),
        usual_name="Mazenod",
        born=1954,
    ),
    Person("M.", "Philippe", "Duclosel", "Boën-sur-Lignon", "3e adjoint", "06 39 98 41 27", born=1967),
    Person("Mme", "Isabelle", "Dumoulin", "Sury-le-Comtal", "3e adjointe", "06 39 98 19 38", SURY, born=1972),
    Person("Mme", "Nadia", "Ferhat", "Riorges", "conseillère", "06 39 98 63 11", born=1983),
    Person("M.", "Denis", "Verchery", "Marcilly-le-Châtel", "maire", "06 39 98 08 92", born=1960),
    Person(
        *("Mme", "Bernadette", "Chavassieux", "Sury-le-Comtal", "2e adjointe", "06 39 98 52 18", SURY),
        born=1962,
        council="conseillère communautaire",
        address=("4", "bis", "rue", "du Moulin"),
    ),
    Person("M.", "Étienne", "Faverjon", "Sury-le-Comtal", "maire", "06 39 98 52 60", SURY, born=1958),
    Person("Mme", "Sylvie", "Morandat", "Sury-le-Comtal", "", "", SURY, role="Secrétaire générale"),
    Person("M.", "Alain", "Rochigneux", "Montbrison", "adjoint", "06 39 98 74 43", born=1961),
    Person("Mme", "Véronique", "Solle", "La Talaudière", "adjointe", "06 39 98 26 80", born=1969),
    Person("M.", "Maurice", "Lafond", "Saint-Bonnet-le-Château", "conseiller", "06 39 98 95 13", born=1951),
    Person("Mme", "Joëlle", "Perrotin", "Montverdun", "maire", "06 39 98 31 76", born=1963),
    Person("M.", "Bruno", "Cheminal", "Saint-Just-Saint-Rambert", "adjoint", "06 39 98 48 25", born=1971),
    Person("M.", "Karim", "Haddou", "Roanne", "conseiller", "06 39 98 59 94", born=1980),
    Person("M.", "Raymond", "Talobre", "Saint-Georges-Haute-Ville", "conseiller", "06 39 98 60 12", born=1952),
    Person("Mme", "Lucie", "Tissot", "Saint-Georges-de-Baroille", "adjointe", born=1984),
    Person("M.", "Gérard", "Lardon", "Saint-Just-en-Chevalet", "maire", "06 39 98 12 37", born=1947, ended=True),
)

STRANGER = "05 36 49 18 27"
WOMEN = (
    *("Agnès", "Anne-Marie", "Brigitte", "Catherine", "Chantal", "Delphine", "Dominique", "Élodie", "Florence"),
    *("Françoise", "Ghislaine", "Hélène", "Jocelyne", "Josette", "Marie-Noëlle", "Monique", "Nathalie", "Océane"),
    *("Pascale", "Raphaëlle", "Solange", "Sophie", "Valérie", "Yvette"),
)
MEN = (
    *("André", "Bernard", "Christophe", "Cyril", "Daniel", "Didier", "Émile", "Fabrice", "François-Xavier"),
    *("Gilles", "Jacques", "Jérôme", "Joël", "Julien", "Laurent", "Louis", "Nicolas", "Noël", "Olivier"),
    *("Patrice", "Rachid", "Roland", "Simon", "Stéphane"),
)
SURNAMES = (
    *("Achard", "Argaud", "Barjon", "Berthéas", "Bouchet", "Brossard", "Bœuf", "Chazal", "Chevalard", "Cladière"),
    *("Combaret", "Coudour", "Cuisson", "D’Arlempdes", "Damon", "Desvignes", "Dumas-Prost", "Épalle", "Essertel"),
    *("Faure", "Forest", "Gachet", "Gonon", "Goutagny", "Grange", "Griot", "Jacquet", "Joassard", "Laval"),
    *("Le Guellec", "Lhéritier", "Mallet", "Marcoux", "Méjean", "Mondon", "Montagne", "Néel", "Oriol", "Palandre"),
    *("Peyrard", "Pitaval", "Plagneux", "Poncet", "Préher", "Rambaud", "Rival", "Rochette", "Rondel", "Saby"),
    *("Sagnard", "Savel", "Taillandier", "Thiollier", "Tixier", "Vacher", "Valla", "Verdier", "Vernay", "Vial"),
)
STREETS = (
    *(("rue", "de l’Église"), ("chemin", "des Pinasses"), ("rue", "du 11 Novembre"), ("route", "de Lyon")),
    *(("place", "de la Mairie"), ("impasse", "des Tilleuls"), ("montée", "du Château"), ("allée", "des Acacias")),
)
