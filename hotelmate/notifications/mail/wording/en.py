"""English. The subjects are those that HotelMate's guests and their filters know."""

from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.wording.words import Counted, Labels, Letter, Wording, only_one

LETTERS = {
    MailKind.RECEIVED: Letter(
        "📋 Booking Request Received (NOT CONFIRMED) - {number}",
        "We have your booking request",
        (
            "Thank you for your request to stay at {hotel}. It is not confirmed yet.",
            "Somebody at the hotel looks at it now, and you will hear from us as soon as it is decided. "
            "Your payment, if you made one, is only held until then.",
        ),
        "We hope to welcome you soon.",
    ),
    MailKind.CONFIRMED: Letter(
        "✅ Booking Confirmed - {hotel} - {number}",
        "Your booking is confirmed",
        ("We look forward to welcoming you at {hotel}. These are the details of your stay:",),
        "Have a good journey.",
    ),
    MailKind.DECLINED: Letter(
        # The subject of every booking that ends before it begins, as clients know it.
        "❌ Booking Cancelled - {hotel} - {number}",
        "We cannot confirm your booking",
        (
            "We are sorry: {hotel} cannot take the booking that you asked for, so it will not go ahead.",
            "If a payment was held for it, it is released; your bank may take a few days to show that.",
        ),
        "We would be glad to find other dates for you.",
    ),
    MailKind.CANCELLED: Letter(
        "❌ Booking Cancelled - {hotel} - {number}",
        "Your booking has been cancelled",
        (
            "Your booking at {hotel} has been cancelled by the hotel.",
            "If you did not expect this, please get in touch with us.",
        ),
        "We hope to see you another time.",
    ),
    MailKind.CANCELLED_BY_GUEST: Letter(
        "Booking Cancelled - {hotel} - {booking_id}",
        "You have cancelled your booking",
        ("As you asked, your booking at {hotel} is cancelled. There is nothing else that you need to do.",),
        "We hope to see you another time.",
    ),
    MailKind.MOVED: Letter(
        "Your new room is {room} - {hotel} - {number}",
        "You have a new room",
        ("Your room at {hotel} is now {room}. All else about your stay remains as it was.",),
        "If anything is missing in your new room, please tell the front desk.",
    ),
    MailKind.THANKS: Letter(
        "Thank you for your stay - {hotel} - {number}",
        "Thank you for staying with us",
        ("You have checked out of {hotel}. It was a pleasure to have you with us.",),
        "Have a safe journey, and come back soon.",
    ),
    MailKind.LINK: Letter(
        "Your booking online - {hotel} - {number}",
        "Your booking online",
        (
            "Here you see your booking at {hotel} at any time: say when you arrive, name who comes along, cancel if you have to.",
        ),
        "Keep this message to yourself: whoever has the link can change the booking.",
    ),
    MailKind.PRECHECKIN: Letter(
        "Complete your check-in details - {hotel}",
        "Check in online",
        (
            "Tell us a few things about your stay at {hotel} (booking {number}) before you arrive, and skip the form at the front desk.",
        ),
        "We look forward to seeing you.",
    ),
    MailKind.PRE_ARRIVAL: Letter(
        "See you soon - {hotel} - {number}",
        "You will be with us soon",
        (
            "Your stay at {hotel} is only a few days away.",
            "Tell us when you arrive and check in online, so that your key is waiting for you.",
        ),
        "We wish you a pleasant journey.",
    ),
}

ENGLISH = Wording(
    code="en",
    greeting="Dear {name},",
    greeting_nameless="Hello,",
    signature="Your team at {hotel}",
    questions="Questions? Write or call us: {contact}",
    questions_nowhere="Questions? Please ask at the front desk.",
    automatic="This message was sent automatically about booking {number}.",
    your_booking="Your booking online",
    check_in_online="Check in online",
    from_time="from {time}",
    until_time="until {time}",
    labels=Labels(
        number="Booking number",
        arrival="Arrival",
        departure="Departure",
        stay="Length of stay",
        room_type="Room type",
        guests="Guests",
        total="Total price",
        fee="Cancellation fee",
        reason="Reason",
        cancelled_by="Cancelled by",
        room="Your room",
        old_room="Your room until now",
    ),
    nights=Counted("{n} night", "{n} nights"),
    day_use="Day use",
    adults=Counted("{n} adult", "{n} adults"),
    children=Counted("{n} child", "{n} children"),
    joined="{one}, {other}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    date_form="{weekday}, {day} {month} {year}",
    first_of_month="1",
    group=",",
    least_digits_grouped=4,
    decimal_point=".",
    money_form="{symbol}{number}",
    is_one=only_one,
    letters=LETTERS,
)
