"""German."""

from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.wording.words import NO_BREAK, Counted, Labels, Letter, Wording, only_one

LETTERS = {
    MailKind.RECEIVED: Letter(
        "📋 Buchungsanfrage erhalten (NOCH NICHT BESTÄTIGT) - {number}",
        "Ihre Buchungsanfrage ist bei uns",
        (
            "Vielen Dank für Ihre Anfrage im {hotel}. Sie ist noch nicht bestätigt.",
            "Wir sehen sie uns jetzt an und melden uns, sobald entschieden ist. "
            "Falls Sie gezahlt haben, ist der Betrag bis dahin nur vorgemerkt.",
        ),
        "Wir hoffen, Sie bald bei uns zu begrüßen.",
    ),
    MailKind.CONFIRMED: Letter(
        "✅ Buchung bestätigt - {hotel} - {number}",
        "Ihre Buchung ist bestätigt",
        ("Wir freuen uns, Sie im {hotel} zu begrüßen. Hier sind die Einzelheiten Ihres Aufenthalts:",),
        "Wir wünschen Ihnen eine gute Anreise.",
    ),
    MailKind.DECLINED: Letter(
        "❌ Buchungsanfrage abgelehnt - {hotel} - {number}",
        "Wir können Ihre Buchung nicht bestätigen",
        (
            "Es tut uns leid: Das {hotel} kann Ihre gewünschte Buchung nicht annehmen. Sie kommt daher nicht zustande.",
            "Ein vorgemerkter Betrag wird freigegeben; bis Ihre Bank das anzeigt, können einige Tage vergehen.",
        ),
        "Gern finden wir einen anderen Termin für Sie.",
    ),
    MailKind.CANCELLED: Letter(
        "❌ Buchung storniert - {hotel} - {number}",
        "Ihre Buchung wurde storniert",
        (
            "Ihre Buchung im {hotel} wurde vom Hotel storniert.",
            "Falls Sie das nicht erwartet haben, melden Sie sich bitte bei uns.",
        ),
        "Wir hoffen, Sie ein anderes Mal zu sehen.",
    ),
    MailKind.CANCELLED_BY_GUEST: Letter(
        "Buchung storniert - {hotel} - {booking_id}",
        "Sie haben Ihre Buchung storniert",
        ("Wie gewünscht ist Ihre Buchung im {hotel} storniert. Sie brauchen nichts weiter zu tun.",),
        "Wir hoffen, Sie ein anderes Mal zu sehen.",
    ),
    MailKind.MOVED: Letter(
        "Ihr neues Zimmer ist {room} - {hotel} - {number}",
        "Sie haben ein neues Zimmer",
        ("Ihr Zimmer im {hotel} ist jetzt {room}. Alles andere an Ihrem Aufenthalt bleibt, wie es war.",),
        "Wenn Ihnen im neuen Zimmer etwas fehlt, sagen Sie es bitte an der Rezeption.",
    ),
    MailKind.THANKS: Letter(
        "Danke für Ihren Aufenthalt - {hotel} - {number}",
        "Danke, dass Sie bei uns waren",
        ("Sie haben im {hotel} ausgecheckt. Es war uns eine Freude, Sie bei uns zu haben.",),
        "Kommen Sie gut nach Hause und bald wieder.",
    ),
    MailKind.LINK: Letter(
        "Ihre Buchung online - {hotel} - {number}",
        "Ihre Buchung online",
        (
            "Hier sehen Sie Ihre Buchung im {hotel} jederzeit: Sie können Ihre Ankunftszeit und "
            "Mitreisende angeben und, wenn es sein muss, stornieren.",
        ),
        "Behalten Sie diese Nachricht für sich: Wer den Link hat, kann die Buchung ändern.",
    ),
    MailKind.PRECHECKIN: Letter(
        "Ihre Angaben zum Check-in - {hotel}",
        "Checken Sie online ein",
        (
            "Beantworten Sie uns vor Ihrer Anreise ein paar Fragen zu Ihrem Aufenthalt im {hotel} "
            "(Buchung {number}); dann entfällt das Formular an der Rezeption.",
        ),
        "Wir freuen uns auf Sie.",
    ),
    MailKind.PRE_ARRIVAL: Letter(
        "Bis bald - {hotel} - {number}",
        "Bald sind Sie bei uns",
        (
            "In wenigen Tagen beginnt Ihr Aufenthalt im {hotel}.",
            "Sagen Sie uns, wann Sie ankommen, und checken Sie online ein, dann liegt Ihr Schlüssel bereit.",
        ),
        "Wir wünschen Ihnen eine gute Reise.",
    ),
}

GERMAN = Wording(
    code="de",
    greeting="Guten Tag {name},",
    greeting_nameless="Guten Tag,",
    signature="Ihr Team vom {hotel}",
    questions="Fragen? Schreiben Sie uns oder rufen Sie an: {contact}",
    questions_nowhere="Fragen? Wenden Sie sich bitte an die Rezeption.",
    automatic="Diese Nachricht wurde automatisch zur Buchung {number} verschickt.",
    your_booking="Ihre Buchung online",
    check_in_online="Online einchecken",
    from_time="ab {time} Uhr",
    until_time="bis {time} Uhr",
    labels=Labels(
        number="Buchungsnummer",
        arrival="Anreise",
        departure="Abreise",
        stay="Dauer",
        room_type="Zimmerart",
        guests="Gäste",
        total="Gesamtpreis",
        fee="Stornogebühr",
        reason="Grund",
        cancelled_by="Storniert von",
        room="Ihr Zimmer",
        old_room="Ihr bisheriges Zimmer",
    ),
    nights=Counted("{n} Nacht", "{n} Nächte"),
    day_use="Tagesaufenthalt",
    adults=Counted("{n} Erwachsener", "{n} Erwachsene"),
    children=Counted("{n} Kind", "{n} Kinder"),
    joined="{one}, {other}",
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    date_form="{weekday}, {day}. {month} {year}",
    first_of_month="1",
    group=".",
    least_digits_grouped=4,
    decimal_point=",",
    money_form=f"{{number}}{NO_BREAK}{{symbol}}",
    is_one=only_one,
    letters=LETTERS,
)
