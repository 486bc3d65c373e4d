"""All checks, in the order in which they run."""

from hotelmate.integrity.checks import allocations, audit, fitness, ledger, log, money, status, stays

CHECKS = (
    *allocations.CHECKS,
    *stays.CHECKS,
    *status.CHECKS,
    *money.CHECKS,
    *ledger.CHECKS,
    *audit.CHECKS,
    *log.CHECKS,
    *fitness.CHECKS,
)
