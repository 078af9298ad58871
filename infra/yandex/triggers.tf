# From an upload to the container that indexes: the bucket's events, a hundred together, or those of two seconds. What
# it does not answer with 2xx is tried five times more, half a minute apart. Then the event waits in the queue `retry`,
# from which it is delivered every quarter of an hour, twenty times; what nothing fixes is a dead letter after five
# hours.

resource "yandex_message_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  message_retention_seconds = 1209600
}

resource "yandex_message_queue" "retry" {
  name                       = "${var.name}-retry"
  visibility_timeout_seconds = 900
  message_retention_seconds  = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = yandex_message_queue.dead_letters.arn
    maxReceiveCount     = 20
  })
}

resource "yandex_function_trigger" "uploads" {
  name        = "${var.name}-uploads"
  folder_id   = var.folder_id
  description = "Uploads that were put, replaced or deleted."

  object_storage {
    bucket_id    = yandex_storage_bucket.uploads.bucket
    prefix       = var.uploads_prefix
    create       = true
    update       = true
    delete       = true
    batch_size   = "100"
    batch_cutoff = "2"
  }

  container {
    id                 = yandex_serverless_container.ingest.id
    path               = "/events"
    service_account_id = yandex_iam_service_account.triggers.id
    retry_attempts     = "5"
    retry_interval     = "30"
  }

  dlq {
    queue_id           = yandex_message_queue.retry.arn
    service_account_id = yandex_iam_service_account.triggers.id
  }

  depends_on = [
    yandex_serverless_container_iam_binding.ingest_callers,
    yandex_resourcemanager_folder_iam_member.queue_writer,
  ]
}

# They lie beside the uploads, under a prefix of their own (statementsPrefix in src/index/keys.ts).
resource "yandex_function_trigger" "statements" {
  name        = "${var.name}-statements"
  folder_id   = var.folder_id
  description = "Removals and takedowns that were put or deleted."

  object_storage {
    bucket_id    = yandex_storage_bucket.uploads.bucket
    prefix       = "${trimsuffix(var.uploads_prefix, "/")}-statements/"
    create       = true
    update       = true
    delete       = true
    batch_size   = "100"
    batch_cutoff = "2"
  }

  container {
    id                 = yandex_serverless_container.ingest.id
    path               = "/events"
    service_account_id = yandex_iam_service_account.triggers.id
    retry_attempts     = "5"
    retry_interval     = "30"
  }

  dlq {
    queue_id           = yandex_message_queue.retry.arn
    service_account_id = yandex_iam_service_account.triggers.id
  }

  depends_on = [
    yandex_serverless_container_iam_binding.ingest_callers,
    yandex_resourcemanager_folder_iam_member.queue_writer,
  ]
}

resource "yandex_function_trigger" "retry" {
  name        = "${var.name}-retry"
  folder_id   = var.folder_id
  description = "Events that were not indexed at the first tries."

  message_queue {
    queue_id           = yandex_message_queue.retry.arn
    service_account_id = yandex_iam_service_account.triggers.id
    batch_size         = "10"
    batch_cutoff       = "10"
  }

  container {
    id                 = yandex_serverless_container.ingest.id
    path               = "/events"
    service_account_id = yandex_iam_service_account.triggers.id
  }

  depends_on = [
    yandex_serverless_container_iam_binding.ingest_callers,
    yandex_resourcemanager_folder_iam_member.queue_reader,
  ]
}

# Every hour: merges that are due, and garbage. Cron is in UTC.
resource "yandex_function_trigger" "maintain" {
  name        = "${var.name}-maintain"
  folder_id   = var.folder_id
  description = "Merges segments and collects garbage."

  timer {
    cron_expression = "15 * ? * * *"
    payload         = "maintain"
  }

  container {
    id                 = yandex_serverless_container.ingest.id
    path               = "/events"
    service_account_id = yandex_iam_service_account.triggers.id
  }

  depends_on = [yandex_serverless_container_iam_binding.ingest_callers]
}

# Every night: what events missed, and what was in the bucket before them.
resource "yandex_function_trigger" "reconcile" {
  name        = "${var.name}-reconcile"
  folder_id   = var.folder_id
  description = "Compares bucket and index."

  timer {
    cron_expression = "40 0 ? * * *"
    payload         = "reconcile"
  }

  container {
    id                 = yandex_serverless_container.ingest.id
    path               = "/events"
    service_account_id = yandex_iam_service_account.triggers.id
    retry_attempts     = "1"
    retry_interval     = "60"
  }

  depends_on = [yandex_serverless_container_iam_binding.ingest_callers]
}

# As often as feeds are asked, where there are any.
resource "yandex_function_trigger" "poll" {
  count       = length(var.feeds) == 0 ? 0 : 1
  name        = "${var.name}-poll"
  folder_id   = var.folder_id
  description = "Asks feeds for what is new."

  timer {
    cron_expression = "0/${var.feed_minutes} * ? * * *"
    payload         = "poll"
  }

  container {
    id                 = yandex_serverless_container.poll[0].id
    path               = "/events"
    service_account_id = yandex_iam_service_account.triggers.id
  }

  depends_on = [yandex_serverless_container_iam_binding.poll_callers]
}
