locals {
  debian_arch   = var.arch == "arm64" ? "arm64" : "amd64"
  instance_type = var.instance_type != null ? var.instance_type : (var.arch == "arm64" ? "t4g.medium" : "t3.medium")
  tags          = merge({ "Name" = var.image_name, "agent-fleet:image" = var.image_name }, var.tags)
  ansible = jsonencode({
    agent_fleet_kit      = abspath(var.kit)
    system_packages      = var.packages
    system_held_packages = var.held_packages
    own_roles            = [for role in var.roles : abspath(role)]
  })
}

source "amazon-ebs" "linux" {
  region        = var.region
  instance_type = local.instance_type
  subnet_id     = var.subnet_id
  ssh_username  = "ubuntu"

  source_ami = var.source_ami
  # Beside source_ami the filter would hold for that AMI as well.
  dynamic "source_ami_filter" {
    for_each = var.source_ami == null ? [var.source_owner] : []
    content {
      owners      = [source_ami_filter.value]
      most_recent = true
      filters = {
        name                = "ubuntu/images/hvm-ssd*/ubuntu-*-${var.release}-${local.debian_arch}-server-*"
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
  ami_description = "agent-fleet: Ubuntu ${var.release}, ${var.arch}"
  ami_users       = var.ami_users
  encrypt_boot    = true
  kms_key_id      = var.kms_key_id
  tags            = local.tags
  run_tags        = local.tags
  run_volume_tags = local.tags
  snapshot_tags   = local.tags
}

build {
  sources = ["source.amazon-ebs.linux"]

  provisioner "shell" {
    # Done with an error of its own modules is done as well.
    inline = ["cloud-init status --wait || true"]
  }
  provisioner "ansible" {
    playbook_file = "${path.root}/install.yml"
    user          = "ubuntu"
    use_proxy     = false
    # Half the time: no file for each task is copied first.
    ansible_env_vars = ["ANSIBLE_PIPELINING=1"]
    extra_arguments  = ["--extra-vars", local.ansible]
  }
  # Into the kernel that was installed: what follows is checked on the image as it will boot.
  provisioner "shell" {
    inline            = ["sudo systemctl reboot"]
    expect_disconnect = true
  }
  provisioner "shell" {
    pause_before    = "10s"
    execute_command = "chmod +x {{ .Path }}; sudo {{ .Path }}"
    scripts = [
      "${path.root}/verify/boot.sh",
      "${path.root}/verify/contents.sh",
      "${path.root}/verify/clean.sh",
    ]
  }
}
