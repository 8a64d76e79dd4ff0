"""The broker inside the worker: kombu's memory transport, driven by Celery's event loop.

Without the event loop Celery falls back to a pool whose children share one pipe and its lock: a child killed while it
waits for work takes the lock with it, and no child ever gets work again. With it each child has a pipe of its own.
"""

from typing import Any

from kombu.transport import memory


class Transport(memory.Transport):
    implements = memory.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:  # noqa: ANN401 -- kombu has no types
        loop.call_repeatedly(self.polling_interval, self._drain, connection)

    def _drain(self, connection: Any) -> None:  # noqa: ANN401 -- kombu has no types
        try:
            while True:
                self.drain_events(connection, timeout=0)
        except TimeoutError:
            return
