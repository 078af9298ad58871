"""
S3 and SQS on this machine, the one telling the other of uploads: moto's server, with two things put right.

- moto 5.1 answers 200 to a PUT with a stale If-Match, and the update that came between is lost. Here conditions are looked
  at under a lock, as AWS does it (Amazon S3 User Guide, "Conditional requests").
- AWS writes keys into events as forms are written (Amazon S3 User Guide, "Event message structure"); moto as they are.

    /usr/bin/python3 test/runtime/s3-and-sqs.py -H 127.0.0.1 -p 5555
    apt-get install --no-install-recommends python3-moto python3-openapi-spec-validator python3-joserfc python3-yaml \
      python3-multipart python3-docker python3-flask-cors
"""
import sys
import threading
import urllib.parse

from moto.s3 import notifications, responses
from moto.s3.exceptions import MissingKey, PreconditionFailed
from moto.server import main

write_lock = threading.Lock()
shipped_put_object = responses.S3Response.put_object
shipped_event = notifications._get_s3_event


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


responses.S3Response.put_object = put_object
notifications._get_s3_event = event_of_store
main(sys.argv[1:])
