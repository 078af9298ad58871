"""
S3 and SQS on this machine, the one telling the other of uploads: moto's server, with three things put right.

- moto 5.1 answers 200 to a PUT with a stale If-Match, and the update that came between is lost. Here conditions are looked
  at under a lock, as AWS does it (Amazon S3 User Guide, "Conditional requests").
- AWS writes keys into events as forms are written (Amazon S3 User Guide, "Event message structure"); moto as they are.
- moto 5.1 changes the messages of a queue in several threads without a lock: of two deletes at once one is undone, and its
  message stays hidden for the visibility time though nobody can delete it. Here they take turns.

    /usr/bin/python3 test/runtime/s3-and-sqs.py -H 127.0.0.1 -p 5555
    apt-get install --no-install-recommends python3-moto python3-openapi-spec-validator python3-joserfc python3-yaml \
      python3-multipart python3-docker python3-flask-cors
"""
import sys
import threading
import time
import urllib.parse

from moto.s3 import notifications, responses
from moto.s3.exceptions import MissingKey, PreconditionFailed
from moto.server import main
from moto.sqs import models

write_lock = threading.Lock()
# Receiving puts dead letters into their queue.
queue_lock = threading.RLock()
POLL_SECONDS = 0.05
shipped_put_object = responses.S3Response.put_object
shipped_event = notifications._get_s3_event
shipped_receive = models.SQSBackend.receive_message


def put_object(response):
    with write_lock:
        condition = response.headers.get("If-Match")
        if condition is not None:
            key_name = response.parse_key_name()
            present = response.backend.get_object(response.bucket_name, key_name)
            if present is None:
                raise MissingKey(key=key_name)
            if condition != "*" and present.etag.strip('"') != condition.strip('"'):
                raise PreconditionFailed("If-Match")
        return shipped_put_object(response)


def event_of_store(*arguments, **named):
    event = shipped_event(*arguments, **named)
    for record in event["Records"]:
        uploaded = record["s3"]["object"]
        uploaded["key"] = urllib.parse.quote_plus(uploaded["key"], safe="/")
    return event


def in_turn(shipped):
    def locked(*arguments, **named):
        with queue_lock:
            return shipped(*arguments, **named)

    return locked


def receive_message(backend, queue_name, count, wait_seconds_timeout, *rest, **named):
    end = time.monotonic() + wait_seconds_timeout
    while True:
        # Waits without the lock, which a message that comes needs.
        with queue_lock:
            received = shipped_receive(backend, queue_name, count, 0, *rest, **named)
        if received or time.monotonic() >= end:
            return received
        time.sleep(POLL_SECONDS)


models.SQSBackend.receive_message = receive_message
models.Queue.add_message = in_turn(models.Queue.add_message)
models.Queue.delete_message = in_turn(models.Queue.delete_message)
responses.S3Response.put_object = put_object
notifications._get_s3_event = event_of_store
main(sys.argv[1:])
