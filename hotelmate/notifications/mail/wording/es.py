"""Spanish."""

from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.wording.words import NO_BREAK, Counted, Labels, Letter, Wording, only_one

LETTERS = {
    MailKind.RECEIVED: Letter(
        "📋 Solicitud de reserva recibida (SIN CONFIRMAR) - {number}",
        "Hemos recibido su solicitud",
        (
            "Gracias por solicitar una estancia en {hotel}. Todavía no está confirmada.",
            "La estamos revisando y le avisaremos en cuanto se decida. "
            "Si ha pagado, hasta entonces el importe solo queda retenido.",
        ),
        "Esperamos darle pronto la bienvenida.",
    ),
    MailKind.CONFIRMED: Letter(
        "✅ Reserva confirmada - {hotel} - {number}",
        "Su reserva está confirmada",
        ("Estaremos encantados de recibirle en {hotel}. Estos son los detalles de su estancia:",),
        "Le deseamos un buen viaje.",
    ),
    MailKind.DECLINED: Letter(
        "❌ Solicitud de reserva rechazada - {hotel} - {number}",
        "No podemos confirmar su reserva",
        (
            "Lo sentimos: {hotel} no puede aceptar la reserva que ha solicitado, por lo que no se realizará.",
            "Si se retuvo un importe, queda liberado; su banco puede tardar unos días en mostrarlo.",
        ),
        "Con gusto le buscaremos otras fechas.",
    ),
    MailKind.CANCELLED: Letter(
        "❌ Reserva cancelada - {hotel} - {number}",
        "Su reserva ha sido cancelada",
        (
            "El hotel ha cancelado su reserva en {hotel}.",
            "Si no lo esperaba, póngase en contacto con nosotros.",
        ),
        "Esperamos verle en otra ocasión.",
    ),
    MailKind.CANCELLED_BY_GUEST: Letter(
        "Reserva cancelada - {hotel} - {booking_id}",
        "Ha cancelado su reserva",
        ("Tal como ha pedido, su reserva en {hotel} está cancelada. No tiene que hacer nada más.",),
        "Esperamos verle en otra ocasión.",
    ),
    MailKind.MOVED: Letter(
        "Su nueva habitación es la {room} - {hotel} - {number}",
        "Tiene una nueva habitación",
        ("Su habitación en {hotel} es ahora la {room}. Todo lo demás de su estancia sigue igual.",),
        "Si le falta algo en la nueva habitación, dígalo en recepción.",
    ),
    MailKind.THANKS: Letter(
        "Gracias por su estancia - {hotel} - {number}",
        "Gracias por alojarse con nosotros",
        ("Ha dejado {hotel}. Ha sido un placer tenerle con nosotros.",),
        "Buen viaje y hasta pronto.",
    ),
    MailKind.LINK: Letter(
        "Su reserva en línea - {hotel} - {number}",
        "Su reserva en línea",
        (
            "Aquí ve en todo momento su reserva en {hotel}: indique su hora de llegada, nombre a sus acompañantes o cancele si hace falta.",
        ),
        "Guarde este mensaje para usted: quien tenga el enlace puede cambiar la reserva.",
    ),
    MailKind.PRECHECKIN: Letter(
        "Complete sus datos de entrada - {hotel}",
        "Regístrese en línea",
        (
            "Cuéntenos algunas cosas de su estancia en {hotel} (reserva {number}) antes de "
            "llegar y ahórrese el formulario en la recepción.",
        ),
        "Le esperamos con ilusión.",
    ),
    MailKind.PRE_ARRIVAL: Letter(
        "Hasta pronto - {hotel} - {number}",
        "Pronto estará con nosotros",
        (
            "Su estancia en {hotel} empieza dentro de pocos días.",
            "Indíquenos cuándo llega y regístrese en línea; su llave le estará esperando.",
        ),
        "Le deseamos un buen viaje.",
    ),
}

SPANISH = Wording(
    code="es",
    greeting="Hola, {name}:",
    greeting_nameless="Hola:",
    signature="El equipo de {hotel}",
    questions="¿Alguna pregunta? Escríbanos o llámenos: {contact}",
    questions_nowhere="¿Alguna pregunta? Diríjase a recepción.",
    automatic="Este mensaje se ha enviado automáticamente sobre la reserva {number}.",
    your_booking="Su reserva en línea",
    check_in_online="Registrarse en línea",
    from_time="a partir de las {time}",
    until_time="hasta las {time}",
    labels=Labels(
        number="Número de reserva",
        arrival="Llegada",
        departure="Salida",
        stay="Duración",
        room_type="Tipo de habitación",
        guests="Huéspedes",
        total="Precio total",
        fee="Gastos de cancelación",
        reason="Motivo",
        cancelled_by="Cancelada por",
        room="Su habitación",
        old_room="Su habitación hasta ahora",
    ),
    nights=Counted("{n} noche", "{n} noches"),
    day_use="Uso de día",
    adults=Counted("{n} adulto", "{n} adultos"),
    children=Counted("{n} niño", "{n} niños"),
    joined="{one}, {other}",
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    date_form="{weekday}, {day} de {month} de {year}",
    first_of_month="1",
    group=".",
    least_digits_grouped=5,
    decimal_point=",",
    money_form=f"{{number}}{NO_BREAK}{{symbol}}",
    is_one=only_one,
    letters=LETTERS,
)
