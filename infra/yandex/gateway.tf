# The only way in from outside. Its limit is of all requests together: API Gateway takes none for paths with {path+}.
resource "yandex_api_gateway" "search" {
  name        = var.name
  folder_id   = var.folder_id
  description = "Search: its API, its pages and the search box."

  spec = templatefile("${path.module}/gateway.json.tftpl", {
    name                = var.name
    container_id        = yandex_serverless_container.query.id
    service_account_id  = yandex_iam_service_account.gateway.id
    requests_per_second = var.requests_per_second
  })

  dynamic "custom_domains" {
    for_each = var.domain == "" ? [] : [var.domain]

    content {
      fqdn           = custom_domains.value
      certificate_id = var.certificate_id
    }
  }

  log_options {
    log_group_id = yandex_logging_group.search.id
    min_level    = "WARN"
  }

  depends_on = [yandex_serverless_container_iam_binding.query_callers]
}
