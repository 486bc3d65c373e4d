"""French."""

from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.wording.words import NO_BREAK, Counted, Labels, Letter, Wording, none_or_one

NARROW = "\N{NARROW NO-BREAK SPACE}"

LETTERS = {
    MailKind.RECEIVED: Letter(
        "📋 Demande de réservation reçue (NON CONFIRMÉE) - {number}",
        "Nous avons bien reçu votre demande",
        (
            "Merci pour votre demande de séjour à l’établissement {hotel}. Elle n’est pas encore confirmée.",
            "Nous l’examinons et vous répondrons dès que possible. "
            "Si vous avez payé, le montant est seulement bloqué d’ici là.",
        ),
        "Nous espérons vous accueillir bientôt.",
    ),
    MailKind.CONFIRMED: Letter(
        "✅ Réservation confirmée - {hotel} - {number}",
        "Votre réservation est confirmée",
        (
            "Nous nous réjouissons de vous accueillir à l’établissement {hotel}. Voici les détails de votre séjour\N{NO-BREAK SPACE}:",
        ),
        "Nous vous souhaitons un bon voyage.",
    ),
    MailKind.DECLINED: Letter(
        "❌ Demande de réservation refusée - {hotel} - {number}",
        "Nous ne pouvons pas confirmer votre réservation",
        (
            "Nous sommes désolés\N{NO-BREAK SPACE}: l’établissement {hotel} ne peut pas accepter la réservation demandée, "
            "qui n’aura donc pas lieu.",
            "Si un montant a été bloqué, il est libéré\N{NO-BREAK SPACE}; votre banque peut mettre quelques jours à l’afficher.",
        ),
        "Nous serions heureux de vous proposer d’autres dates.",
    ),
    MailKind.CANCELLED: Letter(
        "❌ Réservation annulée - {hotel} - {number}",
        "Votre réservation a été annulée",
        (
            "Votre réservation à l’établissement {hotel} a été annulée par l’hôtel.",
            "Si vous ne vous y attendiez pas, n’hésitez pas à nous contacter.",
        ),
        "Nous espérons vous voir une autre fois.",
    ),
    MailKind.CANCELLED_BY_GUEST: Letter(
        "Réservation annulée - {hotel} - {booking_id}",
        "Vous avez annulé votre réservation",
        (
            "Comme vous l’avez demandé, votre réservation à l’établissement {hotel} est annulée. "
            "Vous n’avez rien d’autre à faire.",
        ),
        "Nous espérons vous voir une autre fois.",
    ),
    MailKind.MOVED: Letter(
        "Votre nouvelle chambre est la {room} - {hotel} - {number}",
        "Vous changez de chambre",
        (
            "Votre chambre à l’établissement {hotel} est désormais la {room}. "
            "Le reste de votre séjour demeure inchangé.",
        ),
        "S’il manque quelque chose dans votre nouvelle chambre, dites-le à la réception.",
    ),
    MailKind.THANKS: Letter(
        "Merci pour votre séjour - {hotel} - {number}",
        "Merci d’avoir séjourné chez nous",
        ("Vous avez quitté l’établissement {hotel}. Ce fut un plaisir de vous recevoir.",),
        "Bon retour, et à bientôt.",
    ),
    MailKind.LINK: Letter(
        "Votre réservation en ligne - {hotel} - {number}",
        "Votre réservation en ligne",
        (
            "Vous y retrouvez à tout moment votre réservation à l’établissement {hotel}\N{NO-BREAK SPACE}: "
            "indiquez votre heure d’arrivée, nommez vos accompagnants, annulez s’il le faut.",
        ),
        "Gardez ce message pour vous\N{NO-BREAK SPACE}: qui possède le lien peut modifier la réservation.",
    ),
    MailKind.PRECHECKIN: Letter(
        "Complétez votre enregistrement - {hotel}",
        "Enregistrez-vous en ligne",
        (
            "Dites-nous quelques mots de votre séjour à l’établissement {hotel} (réservation {number}) "
            "avant votre arrivée, et évitez le formulaire à la réception.",
        ),
        "Nous nous réjouissons de vous accueillir.",
    ),
    MailKind.PRE_ARRIVAL: Letter(
        "À bientôt - {hotel} - {number}",
        "Vous serez bientôt chez nous",
        (
            "Votre séjour à l’établissement {hotel} commence dans quelques jours.",
            "Indiquez votre heure d’arrivée et enregistrez-vous en ligne, votre clé vous attendra.",
        ),
        "Nous vous souhaitons un agréable voyage.",
    ),
}

FRENCH = Wording(
    code="fr",
    greeting="Bonjour {name},",
    greeting_nameless="Bonjour,",
    signature="L’équipe de {hotel}",
    questions=f"Une question{NARROW}? Écrivez-nous ou appelez-nous\N{NO-BREAK SPACE}: {{contact}}",
    questions_nowhere=f"Une question{NARROW}? Adressez-vous à la réception.",
    automatic="Ce message a été envoyé automatiquement au sujet de la réservation {number}.",
    your_booking="Votre réservation en ligne",
    check_in_online="S’enregistrer en ligne",
    from_time="à partir de {time}",
    until_time="jusqu’à {time}",
    labels=Labels(
        number="Numéro de réservation",
        arrival="Arrivée",
        departure="Départ",
        stay="Durée du séjour",
        room_type="Type de chambre",
        guests="Voyageurs",
        total="Prix total",
        fee="Frais d’annulation",
        reason="Motif",
        cancelled_by="Annulée par",
        room="Votre chambre",
        old_room="Votre chambre jusqu’ici",
    ),
    nights=Counted("{n} nuit", "{n} nuits"),
    day_use="Séjour à la journée",
    adults=Counted("{n} adulte", "{n} adultes"),
    children=Counted("{n} enfant", "{n} enfants"),
    joined="{one}, {other}",
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    date_form="{weekday} {day} {month} {year}",
    first_of_month="1er",
    group=NARROW,
    least_digits_grouped=4,
    decimal_point=",",
    money_form=f"{{number}}{NO_BREAK}{{symbol}}",
    is_one=none_or_one,
    letters=LETTERS,
)
