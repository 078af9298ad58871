# One service account for each that acts. No role is given on the folder, except those of queues, which Message Queue
# gives on folders alone.

resource "yandex_iam_service_account" "query" {
  name        = "${var.name}-query"
  folder_id   = var.folder_id
  description = "Answers searches: reads the index."
}

resource "yandex_iam_service_account" "ingest" {
  name        = "${var.name}-ingest"
  folder_id   = var.folder_id
  description = "Indexes: reads uploads, writes the index."
}

resource "yandex_iam_service_account" "poll" {
  count       = length(var.feeds) == 0 ? 0 : 1
  name        = "${var.name}-poll"
  folder_id   = var.folder_id
  description = "Asks feeds: puts their items among the uploads."
}

resource "yandex_iam_service_account" "gateway" {
  name        = "${var.name}-gateway"
  folder_id   = var.folder_id
  description = "The gateway: calls the container that answers searches."
}

resource "yandex_iam_service_account" "triggers" {
  name        = "${var.name}-triggers"
  folder_id   = var.folder_id
  description = "The triggers: call the containers that index and that ask feeds, and hand on messages of the queues."
}

locals {
  query    = "serviceAccount:${yandex_iam_service_account.query.id}"
  ingest   = "serviceAccount:${yandex_iam_service_account.ingest.id}"
  poll     = [for account in yandex_iam_service_account.poll : "serviceAccount:${account.id}"]
  gateway  = "serviceAccount:${yandex_iam_service_account.gateway.id}"
  triggers = "serviceAccount:${yandex_iam_service_account.triggers.id}"
}

# Static keys, which S3 requests are signed with, go into Lockbox as they are made, and never into the state.

resource "yandex_lockbox_secret" "query_keys" {
  name        = "${var.name}-query-keys"
  folder_id   = var.folder_id
  description = "Static access key of ${var.name}-query."
}

resource "yandex_lockbox_secret" "ingest_keys" {
  name        = "${var.name}-ingest-keys"
  folder_id   = var.folder_id
  description = "Static access key of ${var.name}-ingest."
}

resource "yandex_lockbox_secret" "poll_keys" {
  count       = length(var.feeds) == 0 ? 0 : 1
  name        = "${var.name}-poll-keys"
  folder_id   = var.folder_id
  description = "Static access key of ${var.name}-poll."
}

resource "yandex_iam_service_account_static_access_key" "query" {
  service_account_id = yandex_iam_service_account.query.id
  description        = "Reads the index."

  output_to_lockbox {
    secret_id            = yandex_lockbox_secret.query_keys.id
    entry_for_access_key = "access-key"
    entry_for_secret_key = "secret-key"
  }
}

resource "yandex_iam_service_account_static_access_key" "ingest" {
  service_account_id = yandex_iam_service_account.ingest.id
  description        = "Reads uploads, writes the index."

  output_to_lockbox {
    secret_id            = yandex_lockbox_secret.ingest_keys.id
    entry_for_access_key = "access-key"
    entry_for_secret_key = "secret-key"
  }
}

resource "yandex_iam_service_account_static_access_key" "poll" {
  count              = length(var.feeds) == 0 ? 0 : 1
  service_account_id = yandex_iam_service_account.poll[0].id
  description        = "Puts items of feeds."

  output_to_lockbox {
    secret_id            = yandex_lockbox_secret.poll_keys[0].id
    entry_for_access_key = "access-key"
    entry_for_secret_key = "secret-key"
  }
}

resource "yandex_lockbox_secret_iam_binding" "query_keys" {
  secret_id = yandex_lockbox_secret.query_keys.id
  role      = "lockbox.payloadViewer"
  members   = [local.query]
}

resource "yandex_lockbox_secret_iam_binding" "ingest_keys" {
  secret_id = yandex_lockbox_secret.ingest_keys.id
  role      = "lockbox.payloadViewer"
  members   = [local.ingest]
}

resource "yandex_lockbox_secret_iam_binding" "poll_keys" {
  count     = length(var.feeds) == 0 ? 0 : 1
  secret_id = yandex_lockbox_secret.poll_keys[0].id
  role      = "lockbox.payloadViewer"
  members   = local.poll
}

resource "yandex_resourcemanager_folder_iam_member" "queue_reader" {
  folder_id = var.folder_id
  role      = "ymq.reader"
  member    = local.triggers
}

resource "yandex_resourcemanager_folder_iam_member" "queue_writer" {
  folder_id = var.folder_id
  role      = "ymq.writer"
  member    = local.triggers
}
