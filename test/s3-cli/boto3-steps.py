"""Steps of a boto3 user against the endpoint in argv[1] and the bucket in argv[2]. Prints what it saw as JSON."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, bucket = sys.argv[1:]
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="anyone",
    aws_secret_access_key="anything",
)


def error_of(call):
    try:
        call()
        return None
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]


seen = {}
for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
    try:
        s3.put_object(Bucket=bucket, Key=f"articles/{algorithm}.txt", Body="Текст".encode(), ChecksumAlgorithm=algorithm)
        seen[algorithm] = s3.get_object(Bucket=bucket, Key=f"articles/{algorithm}.txt")["Body"].read().decode()
    except Exception as error:
        # botocore computes some of them only with the package awscrt.
        seen[algorithm] = type(error).__name__
seen["wrongDigest"] = error_of(
    lambda: s3.put_object(Bucket=bucket, Key="articles/wrong.txt", Body=b"text", ChecksumCRC32C="AAAAAA==")
)
seen["missing"] = error_of(lambda: s3.get_object(Bucket=bucket, Key="articles/нет.txt"))
seen["missingHead"] = error_of(lambda: s3.head_object(Bucket=bucket, Key="articles/нет.txt"))
s3.put_object(
    Bucket=bucket, Key="папка/с знаками +&.txt", Body=b"text", Metadata={"published": "2016-10-09"}, ContentType="text/plain"
)
seen["metadata"] = s3.head_object(Bucket=bucket, Key="папка/с знаками +&.txt")["Metadata"]
for number in range(5):
    s3.put_object(Bucket=bucket, Key=f"pages/{number}.txt", Body=b"text")
first = s3.list_objects(Bucket=bucket, Prefix="pages/", MaxKeys=3)
rest = s3.list_objects(Bucket=bucket, Prefix="pages/", Marker=first["Contents"][-1]["Key"])
seen["listed"] = [[entry["Key"] for entry in page["Contents"]] for page in (first, rest)]
seen["truncated"] = [first["IsTruncated"], rest["IsTruncated"]]
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="pages/", PaginationConfig={"PageSize": 2})
seen["paginated"] = [entry["Key"] for page in pages for entry in page["Contents"]]
s3.copy_object(Bucket=bucket, Key="copied/я.txt", CopySource={"Bucket": bucket, "Key": "папка/с знаками +&.txt"})
seen["copied"] = s3.get_object(Bucket=bucket, Key="copied/я.txt")["Metadata"]
deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": f"pages/{number}.txt"} for number in range(5)]})
seen["deleted"] = len(deleted["Deleted"])
seen["left"] = s3.list_objects(Bucket=bucket, Prefix="pages/").get("Contents", [])
print(json.dumps(seen, ensure_ascii=False))
