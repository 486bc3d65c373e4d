"""Invariant 7: status and money agree, added up from payments and intents."""

from hotelmate.integrity.check import Check

# Held: authorised and not being released. Refunding: decided, the provider has not answered yet.
MONEY = """
WITH paid AS (
    SELECT p.booking_id, sum(p.captured_amount) AS captured, sum(p.refunded_amount) AS refunded,
           sum(p.disputed_amount) AS disputed,
           sum(CASE WHEN p.state = 'AUTHORISED' AND NOT EXISTS (
                   SELECT FROM payments_paymentintent i
                   WHERE i.payment_id = p.id AND i.action = 'RELEASE' AND i.state IN ('OPEN', 'WAITING')) THEN p.amount ELSE 0 END) AS held
    FROM payments_payment p WHERE p.hotel_id = %(hotel)s GROUP BY p.booking_id
), decided AS (
    SELECT booking_id, sum(amount) AS refunding FROM payments_paymentintent
    WHERE hotel_id = %(hotel)s AND action = 'REFUND' AND state IN ('OPEN', 'WAITING') GROUP BY booking_id
), money AS (
    SELECT b.id, b.booking_id AS booking, b.status, b.guarantee, b.total_amount, b.cancellation_fee, b.currency,
           b.held_amount, b.captured_amount, b.refunded_amount, b.refunding_amount, b.disputed_amount, b.no_show_settled_at,
           coalesce(paid.held, 0) AS held, coalesce(paid.disputed, 0) AS disputed, coalesce(paid.captured, 0) AS captured,
           coalesce(paid.refunded, 0) AS refunded, coalesce(decided.refunding, 0) AS refunding
    FROM room_bookings_roombooking b
    LEFT JOIN paid ON paid.booking_id = b.id
    LEFT JOIN decided ON decided.booking_id = b.id
    WHERE b.hotel_id = %(hotel)s
)
"""

CHECKS = (
    Check(
        name="booking_sums_wrong",
        invariant=7,
        says="A booking carries the sums of its payments.",
        sql=MONEY
        + """
            SELECT booking, held_amount, captured_amount, refunded_amount, refunding_amount, disputed_amount,
                   held, captured, refunded, refunding, disputed
            FROM money
            WHERE (held_amount, captured_amount, refunded_amount, refunding_amount, disputed_amount)
                IS DISTINCT FROM (held, captured, refunded, refunding, disputed)
            ORDER BY id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="says {held_amount} held, {captured_amount} captured, {refunded_amount} refunded, {refunding_amount} "
        "being refunded, {disputed_amount} disputed; its payments give {held}, {captured}, {refunded}, {refunding}, {disputed}",
        remedy="The payments are right: as the owner of the tables write their sums into the booking, and find out who "
        "wrote past the triggers.",
    ),
    Check(
        name="confirmed_without_guarantee",
        invariant=7,
        says="A confirmed booking, and every later status, is paid for or guaranteed by a named means.",
        sql=MONEY
        + """
            SELECT booking, status,
                   CASE WHEN guarantee = 'PREPAID' THEN 'paid in advance, though nothing was captured'
                        ELSE format('guaranteed by "%%s", which is no named means', guarantee) END AS problem
            FROM money
            WHERE status = ANY (%(assured)s)
              AND (guarantee <> ALL (%(guarantees)s) OR (guarantee = 'PREPAID' AND captured = 0 AND total_amount > 0))
            ORDER BY id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status} and {problem}",
        remedy="Record the payment (record-payment), or name what guarantees the booking.",
    ),
    Check(
        name="money_kept_beyond_fee",
        invariant=7,
        says="Of a booking that fell through, or a no-show that is settled, no more is kept than its fee.",
        sql=MONEY
        + """
            SELECT booking, status, captured, refunded, refunding, cancellation_fee, currency,
                   captured - refunded - refunding - disputed - cancellation_fee AS excess
            FROM money
            WHERE (status = ANY (%(fallen_through)s) OR no_show_settled_at IS NOT NULL)
              AND captured - refunded - refunding - disputed > cancellation_fee
            ORDER BY id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status}; of {captured} {currency} captured, {refunded} were given back and {refunding} are under way, "
        "against a fee of {cancellation_fee}",
        remedy="Refund {excess} {currency} (refund-and-cancel), or correct the fee if more is owed.",
    ),
    Check(
        name="money_held_though_over",
        invariant=7,
        says="For a booking that fell through nothing is held that is not being released.",
        sql=MONEY
        + """
            SELECT booking, status, held, currency FROM money
            WHERE status = ANY (%(fallen_through)s) AND held <> 0
            ORDER BY id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status}, and {held} {currency} are still held on the guest's card",
        remedy="Release the authorisation with the provider and record it.",
    ),
    Check(
        name="two_open_intents",
        invariant=7,
        says="At most one decision about money is under way for a booking.",
        sql="""
            SELECT b.booking_id AS booking, string_agg(i.id || ' (' || i.action || ')', ', ' ORDER BY i.id) AS intents
            FROM payments_paymentintent i
            JOIN room_bookings_roombooking b ON b.id = i.booking_id
            WHERE i.hotel_id = %(hotel)s AND i.state = 'OPEN'
            GROUP BY b.id, b.booking_id HAVING count(*) > 1 ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="several decisions about its money are under way: {intents}",
        remedy="Ask the provider what became of each, and finish them one by one.",
    ),
    Check(
        name="payment_contradicts_itself",
        invariant=7,
        says="A payment is captured if and only if something of it was, and gives back no more than that.",
        sql="""
            SELECT b.booking_id AS booking, p.id, p.state, p.amount, p.captured_amount, p.refunded_amount,
                   coalesce(i.refunding, 0) AS refunding
            FROM payments_payment p
            JOIN room_bookings_roombooking b ON b.id = p.booking_id
            LEFT JOIN (SELECT payment_id, sum(amount) AS refunding FROM payments_paymentintent
                       WHERE hotel_id = %(hotel)s AND action = 'REFUND' AND state IN ('OPEN', 'WAITING') GROUP BY payment_id) i
                ON i.payment_id = p.id
            WHERE p.hotel_id = %(hotel)s
              AND ((p.state = 'CAPTURED') <> (p.captured_amount > 0) OR p.captured_amount > p.amount
                   OR p.refunded_amount < 0 OR p.refunded_amount + coalesce(i.refunding, 0) > p.captured_amount)
            ORDER BY p.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="payment {id} is {state}: {captured_amount} of {amount} captured, {refunded_amount} refunded, {refunding} "
        "being refunded",
        remedy="Compare with the provider's or the till's record, and correct the payment to it.",
    ),
)
