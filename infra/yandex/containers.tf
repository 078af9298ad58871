# Serverless Containers run images of Container Registry alone, and only of linux/amd64.
resource "yandex_container_registry" "images" {
  name      = var.name
  folder_id = var.folder_id
}

resource "yandex_container_registry_iam_binding" "pullers" {
  registry_id = yandex_container_registry.images.id
  role        = "container-registry.images.puller"
  members     = concat([local.query, local.ingest], local.poll)
}

resource "yandex_logging_group" "search" {
  name             = var.name
  folder_id        = var.folder_id
  retention_period = "${var.log_retention_hours}h"
}

locals {
  image = "cr.yandex/${yandex_container_registry.images.id}/poisk:${var.image_tag}"

  place = [
    "--bucket", yandex_storage_bucket.uploads.bucket,
    "--index-bucket", yandex_storage_bucket.index.bucket,
    "--uploads-prefix", var.uploads_prefix,
    "--endpoint", "https://storage.yandexcloud.net",
    "--region", "ru-central1",
    "--host", "0.0.0.0",
    "--port", "8080",
  ]
}

resource "yandex_serverless_container" "query" {
  name               = "${var.name}-query"
  folder_id          = var.folder_id
  description        = "Answers searches."
  memory             = var.query_memory_mb
  cores              = 1
  core_fraction      = 100
  concurrency        = 8
  execution_timeout  = "30s"
  service_account_id = yandex_iam_service_account.query.id

  runtime {
    type = "http"
  }

  image {
    url  = local.image
    args = concat(["serve", "--no-ingest"], local.place)
    environment = merge(
      {
        POISK_CORS_ORIGINS = join(",", var.cors_origins)
        POISK_METERED      = "on"
      },
      var.domain == "" ? {} : { POISK_PUBLIC_URL = "https://${var.domain}" },
      var.settings,
    )
  }

  secrets {
    id                   = yandex_lockbox_secret.query_keys.id
    version_id           = yandex_iam_service_account_static_access_key.query.output_to_lockbox_version_id
    key                  = "access-key"
    environment_variable = "AWS_ACCESS_KEY_ID"
  }

  secrets {
    id                   = yandex_lockbox_secret.query_keys.id
    version_id           = yandex_iam_service_account_static_access_key.query.output_to_lockbox_version_id
    key                  = "secret-key"
    environment_variable = "AWS_SECRET_ACCESS_KEY"
  }

  log_options {
    log_group_id = yandex_logging_group.search.id
  }

  depends_on = [
    yandex_container_registry_iam_binding.pullers,
    yandex_lockbox_secret_iam_binding.query_keys,
    yandex_storage_bucket_iam_binding.index_readers,
  ]
}

# It works only while a request runs: so it has no clock of its own (--every 0), and triggers tell it what to do. Nobody
# but them may call it, which is why it need not ask for a secret (POISK_EVENTS_IDENTITY).
resource "yandex_serverless_container" "ingest" {
  name               = "${var.name}-ingest"
  folder_id          = var.folder_id
  description        = "Indexes uploads, merges segments, compares bucket and index."
  memory             = var.ingest_memory_mb
  cores              = 1
  core_fraction      = 100
  concurrency        = 8
  execution_timeout  = "600s"
  service_account_id = yandex_iam_service_account.ingest.id

  runtime {
    type = "http"
  }

  image {
    url  = local.image
    args = concat(["serve", "--ingest-only", "--events", "--every", "0"], local.place)
    environment = {
      POISK_EVENTS_IDENTITY = "platform"
    }
  }

  secrets {
    id                   = yandex_lockbox_secret.ingest_keys.id
    version_id           = yandex_iam_service_account_static_access_key.ingest.output_to_lockbox_version_id
    key                  = "access-key"
    environment_variable = "AWS_ACCESS_KEY_ID"
  }

  secrets {
    id                   = yandex_lockbox_secret.ingest_keys.id
    version_id           = yandex_iam_service_account_static_access_key.ingest.output_to_lockbox_version_id
    key                  = "secret-key"
    environment_variable = "AWS_SECRET_ACCESS_KEY"
  }

  log_options {
    log_group_id = yandex_logging_group.search.id
  }

  depends_on = [
    yandex_container_registry_iam_binding.pullers,
    yandex_lockbox_secret_iam_binding.ingest_keys,
    yandex_storage_bucket_iam_binding.uploads_readers,
    yandex_storage_bucket_iam_binding.index_writers,
  ]
}

# The same command, with feeds: a timer asks for them alone, and the bucket tells the other of what is put. Its account
# may do nothing else.
resource "yandex_serverless_container" "poll" {
  count              = length(var.feeds) == 0 ? 0 : 1
  name               = "${var.name}-poll"
  folder_id          = var.folder_id
  description        = "Asks feeds, and puts what is new in them among the uploads."
  memory             = 1024
  cores              = 1
  core_fraction      = 100
  concurrency        = 1
  execution_timeout  = "600s"
  service_account_id = yandex_iam_service_account.poll[0].id

  runtime {
    type = "http"
  }

  image {
    url  = local.image
    args = concat(["serve", "--ingest-only", "--events", "--every", "0"], local.place)
    environment = merge(
      {
        POISK_EVENTS_IDENTITY = "platform"
        POISK_FEEDS           = join(" ", var.feeds)
        POISK_FEED_MINUTES    = tostring(var.feed_minutes)
      },
      var.feed_settings,
    )
  }

  secrets {
    id                   = yandex_lockbox_secret.poll_keys[0].id
    version_id           = yandex_iam_service_account_static_access_key.poll[0].output_to_lockbox_version_id
    key                  = "access-key"
    environment_variable = "AWS_ACCESS_KEY_ID"
  }

  secrets {
    id                   = yandex_lockbox_secret.poll_keys[0].id
    version_id           = yandex_iam_service_account_static_access_key.poll[0].output_to_lockbox_version_id
    key                  = "secret-key"
    environment_variable = "AWS_SECRET_ACCESS_KEY"
  }

  log_options {
    log_group_id = yandex_logging_group.search.id
  }

  depends_on = [
    yandex_container_registry_iam_binding.pullers,
    yandex_lockbox_secret_iam_binding.poll_keys,
    yandex_storage_bucket_iam_binding.uploads_readers,
    yandex_storage_bucket_iam_binding.uploads_feeds,
    yandex_storage_bucket_iam_binding.index_readers,
    yandex_storage_bucket_iam_binding.index_feeds,
  ]
}

resource "yandex_serverless_container_iam_binding" "query_callers" {
  container_id = yandex_serverless_container.query.id
  role         = "serverless-containers.containerInvoker"
  members      = [local.gateway]
}

resource "yandex_serverless_container_iam_binding" "ingest_callers" {
  container_id = yandex_serverless_container.ingest.id
  role         = "serverless-containers.containerInvoker"
  members      = [local.triggers]
}

resource "yandex_serverless_container_iam_binding" "poll_callers" {
  count        = length(var.feeds) == 0 ? 0 : 1
  container_id = yandex_serverless_container.poll[0].id
  role         = "serverless-containers.containerInvoker"
  members      = [local.triggers]
}
