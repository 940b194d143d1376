# `fleet image build` sets the first group from the fleet file; all of it counts in the image's name.
variable "image_name" {
  type        = string
  description = "Name of the AMI: `fleet image name` prints it."
}
variable "kit" {
  type        = string
  description = "Folder with the installer, the supervisor and all that they need but downloads: `fleet image build` writes it."
}
variable "release" {
  type        = string
  description = "macOS release: 14 or 15."
}
variable "arch" {
  type        = string
  description = "Processor architecture: x86_64 or arm64."
}
variable "source_ami" {
  type        = string
  default     = null
  description = "AMI to build on; without it the newest of source_owner for release and arch."
}
variable "packages" {
  type        = list(string)
  default     = []
  description = "Packages of Homebrew to install beside our own."
}

# These are how and where it is built: what is in the image does not depend on them.
variable "region" {
  type        = string
  description = "AWS region to build in."
}
variable "source_owner" {
  type        = string
  default     = "amazon"
  description = "Owner of the source AMI."
}
variable "instance_type" {
  type        = string
  default     = null
  description = "Type of the instance that builds; mac1.metal or mac2.metal by default."
}
variable "subnet_id" {
  type        = string
  default     = null
  description = "Subnet to build in; one of the default VPC by default."
}
variable "volume_size" {
  type        = number
  default     = 120
  description = "Size of the image's volume in GiB. Instances have a larger one: disk.size of the fleet file."
}
variable "kms_key_id" {
  type        = string
  default     = null
  description = "KMS key that encrypts the image: id, ARN or alias. Without it the account's default key for EBS."
}
variable "ami_users" {
  type        = list(string)
  default     = []
  description = "Other AWS accounts that may use the image. Needs kms_key_id: nobody else can use the default key."
}
variable "tags" {
  type        = map(string)
  default     = {}
  description = "Tags of the image and of all that is there while it is built."
}
