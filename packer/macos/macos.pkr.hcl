locals {
  ec2_arch      = var.arch == "arm64" ? "arm64_mac" : "x86_64_mac"
  instance_type = var.instance_type != null ? var.instance_type : (var.arch == "arm64" ? "mac2.metal" : "mac1.metal")
  tags          = merge({ "Name" = var.image_name, "agent-fleet:image" = var.image_name }, var.tags)
}

source "amazon-ebs" "macos" {
  region        = var.region
  instance_type = local.instance_type
  subnet_id     = var.subnet_id
  tenancy       = "host"
  # A mac takes a quarter of an hour to start, and longer to let go of.
  ssh_username = "ec2-user"
  ssh_timeout  = "2h"
  aws_polling {
    delay_seconds = 60
    max_attempts  = 120
  }
  ena_support   = true
  ebs_optimized = true

  source_ami = var.source_ami
  # Beside source_ami the filter would hold for that AMI as well.
  dynamic "source_ami_filter" {
    for_each = var.source_ami == null ? [var.source_owner] : []
    content {
      owners      = [source_ami_filter.value]
      most_recent = true
      filters = {
        name                = "amzn-ec2-macos-${var.release}.*"
        architecture        = local.ec2_arch
        root-device-type    = "ebs"
        virtualization-type = "hvm"
      }
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  launch_block_device_mappings {
    device_name           = "/dev/sda1"
    volume_type           = "gp3"
    volume_size           = var.volume_size
    iops                  = 3000
    throughput            = 250
    delete_on_termination = true
  }

  ami_name        = var.image_name
  ami_description = "agent-fleet: macOS ${var.release}, ${var.arch}"
  ami_users       = var.ami_users
  encrypt_boot    = true
  kms_key_id      = var.kms_key_id
  tags            = local.tags
  run_tags        = local.tags
  run_volume_tags = local.tags
  snapshot_tags   = local.tags
}

build {
  sources = ["source.amazon-ebs.macos"]

  provisioner "shell" {
    inline = ["mkdir -p /tmp/agent-fleet-kit"]
  }
  provisioner "file" {
    source      = "${var.kit}/"
    destination = "/tmp/agent-fleet-kit"
  }
  provisioner "shell" {
    environment_vars = ["PACKAGES=${join(" ", var.packages)}"]
    scripts          = ["${path.root}/install.sh", "${path.root}/verify.sh", "${path.root}/clean.sh"]
  }
}
