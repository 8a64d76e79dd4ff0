"""Redis is a bell: who asks for work rings it, every worker hears it. It keeps nothing, so nothing goes with it."""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)
CHANNEL = "kontrast.work"
SILENT = (RedisError, OSError, ValueError)  # the last: an address that is none
PAUSE_SECONDS = 3.0
LISTEN_SECONDS = 1.0


def ring() -> None:
    """Raises one of SILENT where Redis does not answer; a connection of its own outlives no fork and no restart."""
    with _redis() as redis:
        redis.publish(CHANNEL, "")


def _redis() -> Redis:
    return Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=1.0,
        socket_timeout=5.0,
        health_check_interval=10,
        retry=Retry(NoBackoff(), 0),
    )


class Listener(threading.Thread):
    """Calls `heard` whenever it rings, and when Redis is reached: it may have rung before."""

    def __init__(self, heard: Callable[[], None]) -> None:
        super().__init__(name="bell", daemon=True)
        self.heard = heard
        self.over = threading.Event()
        self._in_trouble = False

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._listen()
            except SILENT as error:
                self._trouble(error)
                self.over.wait(PAUSE_SECONDS)

    def _listen(self) -> None:
        with _redis() as redis, redis.pubsub() as ears:
            ears.subscribe(CHANNEL)
            while not self.over.is_set():
                # the first message is the answer to `subscribe`
                if ears.get_message(timeout=LISTEN_SECONDS):
                    self._well()
                    self.heard()

    def _trouble(self, error: Exception) -> None:
        """Say it once; what is asked for meanwhile is found by the look at the table."""
        if not self._in_trouble:
            logger.warning("Redis does not answer (%s); this worker looks for work by itself.", type(error).__name__)
        self._in_trouble = True

    def _well(self) -> None:
        if self._in_trouble:
            logger.warning("Redis answers again.")
        self._in_trouble = False
