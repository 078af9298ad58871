output "endpoint" {
  description = "The address of the search: pages, API, search box."
  value       = var.domain == "" ? "https://${yandex_api_gateway.search.domain}" : "https://${var.domain}"
}

output "gateway_domain" {
  description = "What a domain of your own points at, by a CNAME record."
  value       = yandex_api_gateway.search.domain
}

output "image" {
  description = "Where the image of poisk is pushed to."
  value       = local.image
}

output "uploads_bucket" {
  description = "The bucket that articles are put into, under uploads_prefix."
  value       = yandex_storage_bucket.uploads.bucket
}

output "index_bucket" {
  description = "The bucket of the index."
  value       = yandex_storage_bucket.index.bucket
}

output "dead_letters" {
  description = "The queue of events that nothing helped, for an alert on its length."
  value       = yandex_message_queue.dead_letters.id
}
