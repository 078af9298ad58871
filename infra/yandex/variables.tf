variable "folder_id" {
  description = "The folder that everything is created in."
  type        = string
}

variable "name" {
  description = "The beginning of all names. Names of buckets are shared by everybody who uses Object Storage: choose one of your own."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 42 of a-z, 0-9 and -, from a letter on, such as news-example."
  }
}

variable "image_tag" {
  description = "The tag of the image of poisk in the registry that this creates."
  type        = string
  default     = "latest"
}

variable "uploads_prefix" {
  description = "The prefix of uploads in their bucket."
  type        = string
  default     = "articles/"

  validation {
    condition     = can(regex("^[^/].*/$", var.uploads_prefix))
    error_message = "uploads_prefix must end with / and not begin with it, such as articles/."
  }
}

variable "cors_origins" {
  description = "The origins whose pages may embed the search, such as https://news.example. [\"*\"] for all."
  type        = list(string)
  default     = ["*"]
}

variable "settings" {
  description = "Settings of how searches are answered, such as POISK_SITE_NAME (docs/operations.md). No secrets: they are readable in the console."
  type        = map(string)
  default     = {}
}

variable "feeds" {
  description = "Addresses of feeds that are asked for what is new, such as https://news.example/rss.xml, each with hosts and zone=NAME behind it or without (docs/operations.md). [] for none: then nothing here may write uploads."
  type        = list(string)
  default     = []
}

variable "feed_minutes" {
  description = "How often each feed is asked."
  type        = number
  default     = 10

  validation {
    condition     = contains([1, 2, 3, 5, 6, 10, 12, 15, 20, 30], var.feed_minutes)
    error_message = "feed_minutes must be 1, 2, 3, 5, 6, 10, 12, 15, 20 or 30."
  }
}

variable "feed_settings" {
  description = "Settings of what is taken of feeds: POISK_FEED_ITEMS_A_DAY, POISK_FEED_TEXTS_OF_OTHERS (docs/operations.md)."
  type        = map(string)
  default     = {}
}

variable "requests_per_second" {
  description = "How many requests the gateway lets through in a second, of all readers together; the others are answered 429."
  type        = number
  default     = 50
}

variable "query_memory_mb" {
  description = "Memory of one instance that answers searches, in steps of 128 MB."
  type        = number
  default     = 1024
}

variable "ingest_memory_mb" {
  description = "Memory of one instance that indexes, in steps of 128 MB. The reader of one upload alone may take 1 GB."
  type        = number
  default     = 2048
}

variable "log_retention_hours" {
  description = "How long log lines are kept."
  type        = number
  default     = 720
}

variable "domain" {
  description = "A domain of your own for the search; with certificate_id. Empty: the gateway's own."
  type        = string
  default     = ""
}

variable "certificate_id" {
  description = "The ID of that domain's certificate in Certificate Manager."
  type        = string
  default     = ""
}

variable "published_bucket" {
  description = "The name of a bucket that anybody may read, for an index made by poisk publish and searched with no container (docs/static.md). Empty: none."
  type        = string
  default     = ""
}
