# Two buckets, so that the role of each account is told by its bucket: who answers searches cannot read uploads, and who
# indexes cannot write them. Who asks feeds is bounded by policies besides. The buckets have no versions: an old version
# would keep a text that was taken down. There is no block for that, since `enabled = false` makes a bucket of suspended
# versions, in which each deletion leaves a marker. A bucket is not deleted while anything is in it.

resource "yandex_storage_bucket" "uploads" {
  bucket    = "${var.name}-uploads"
  folder_id = var.folder_id

  lifecycle_rule {
    id                                     = "unfinished-uploads"
    enabled                                = true
    abort_incomplete_multipart_upload_days = 1
  }
}

resource "yandex_storage_bucket" "index" {
  bucket    = "${var.name}-index"
  folder_id = var.folder_id

  lifecycle_rule {
    id                                     = "unfinished-uploads"
    enabled                                = true
    abort_incomplete_multipart_upload_days = 1
  }
}

resource "yandex_storage_bucket_iam_binding" "uploads_readers" {
  bucket  = yandex_storage_bucket.uploads.bucket
  role    = "storage.viewer"
  members = concat([local.ingest], local.poll)

  depends_on = [yandex_storage_bucket_policy.uploads]
}

resource "yandex_storage_bucket_iam_binding" "index_readers" {
  bucket  = yandex_storage_bucket.index.bucket
  role    = "storage.viewer"
  members = concat([local.query], local.poll)

  depends_on = [yandex_storage_bucket_policy.index]
}

resource "yandex_storage_bucket_iam_binding" "index_writers" {
  bucket  = yandex_storage_bucket.index.bucket
  role    = "storage.editor"
  members = [local.ingest]
}

# What is new in feeds is put among the uploads, and what was put is remembered beside the index. The role deletes
# nothing, but is one of the whole bucket: the policies bound it.
resource "yandex_storage_bucket_iam_binding" "uploads_feeds" {
  count   = length(var.feeds) == 0 ? 0 : 1
  bucket  = yandex_storage_bucket.uploads.bucket
  role    = "storage.uploader"
  members = local.poll

  depends_on = [yandex_storage_bucket_policy.uploads]
}

resource "yandex_storage_bucket_iam_binding" "index_feeds" {
  count   = length(var.feeds) == 0 ? 0 : 1
  bucket  = yandex_storage_bucket.index.bucket
  role    = "storage.uploader"
  members = local.poll

  depends_on = [yandex_storage_bucket_policy.index]
}

# Object Storage asks for a role first and for the policy then: a request that no rule allows is refused whatever the
# role.
resource "yandex_storage_bucket_policy" "uploads" {
  count  = length(var.feeds) == 0 ? 0 : 1
  bucket = yandex_storage_bucket.uploads.bucket

  policy = templatefile("${path.module}/feeds-policy.json.tftpl", {
    bucket       = yandex_storage_bucket.uploads.bucket
    poll_id      = yandex_iam_service_account.poll[0].id
    feeds_prefix = "${var.uploads_prefix}feeds/"
    read_prefix  = "${trimsuffix(var.uploads_prefix, "/")}-statements/takedowns/"
  })
}

resource "yandex_storage_bucket_policy" "index" {
  count  = length(var.feeds) == 0 ? 0 : 1
  bucket = yandex_storage_bucket.index.bucket

  policy = templatefile("${path.module}/feeds-policy.json.tftpl", {
    bucket       = yandex_storage_bucket.index.bucket
    poll_id      = yandex_iam_service_account.poll[0].id
    feeds_prefix = "index/feeds/"
    read_prefix  = "index/feeds/"
  })
}

# What a page of another site needs to read ranges of it (poisk doctor --public).
resource "yandex_storage_bucket" "published" {
  count     = var.published_bucket == "" ? 0 : 1
  bucket    = var.published_bucket
  folder_id = var.folder_id

  anonymous_access_flags {
    read        = true
    list        = false
    config_read = false
  }

  cors_rule {
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = var.cors_origins
    allowed_headers = ["Range"]
    expose_headers  = ["ETag", "Content-Range"]
    max_age_seconds = 86400
  }
}
