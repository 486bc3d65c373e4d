"""The connection as Django looks for it: `DatabaseWrapper` in a module `base`."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.pq import ExecStatus, PipelineStatus, TransactionStatus

# psycopg keeps 100; the desk alone asks more different questions, and each left out is read and planned anew.
PREPARED_AT_MOST = 300


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that keeps its prepared statements when a change is refused.

    psycopg throws all of them away at every rollback, for what was made in the transaction may be gone. The application
    makes nothing of that kind, and rolls back whenever a rule refuses: the next requests would plan everything anew.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection with room for all that the application asks again and again."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = PREPARED_AT_MOST
        return connection

    def _rollback(self) -> None:
        if self.connection is not None and _all_went_well(self.connection):
            # Past psycopg, which would notice.
            with self.wrap_database_errors:
                ended = self.connection.pgconn.exec_(b"ROLLBACK")
            if ended.status == ExecStatus.COMMAND_OK:
                return
        super()._rollback()  # type: ignore[misc]


def _all_went_well(connection: "Connection[Any]") -> bool:
    """Whether the database refused nothing in this transaction; after an error, a statement may be what is wrong."""
    state = connection.info
    return state.transaction_status == TransactionStatus.INTRANS and state.pipeline_status == PipelineStatus.OFF
