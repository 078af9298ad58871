# poisk on Yandex Cloud, for Terraform or OpenTofu. docs/yandex.md says how to apply it, and why each thing is as it is.

terraform {
  required_version = ">= 1.6"

  required_providers {
    yandex = {
      source  = "yandex-cloud/yandex"
      version = ">= 0.175"
    }
  }
}

# The token comes from YC_TOKEN, and the keys that the provider creates queues with from YC_MESSAGE_QUEUE_ACCESS_KEY and
# YC_MESSAGE_QUEUE_SECRET_KEY: none of them belongs into a file.
provider "yandex" {
  folder_id = var.folder_id
}
