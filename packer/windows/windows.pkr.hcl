locals {
  tags = merge({ "Name" = var.image_name, "agent-fleet:image" = var.image_name }, var.tags)
  # Files of the kit that the PowerShell below carries out.
  kit_on_machine = "C:\\agent-fleet-kit"
}

source "amazon-ebs" "windows" {
  region        = var.region
  instance_type = var.instance_type
  subnet_id     = var.subnet_id

  communicator   = "winrm"
  winrm_username = "Administrator"
  winrm_use_ssl  = true
  winrm_use_ntlm = true
  # The certificate is made on the machine a minute before: nobody has signed it.
  winrm_insecure = true
  winrm_timeout  = "30m"
  user_data_file = "${path.root}/enable-winrm.txt"

  source_ami = var.source_ami
  # Beside source_ami the filter would hold for that AMI as well.
  dynamic "source_ami_filter" {
    for_each = var.source_ami == null ? [var.source_owner] : []
    content {
      owners      = [source_ami_filter.value]
      most_recent = true
      filters = {
        # With EC2Launch v2, which Windows Server 2022 has in any case.
        name                = "${var.release == "2019" ? "EC2LaunchV2-" : ""}Windows_Server-${var.release}-English-Full-Base-*"
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
  ami_description = "agent-fleet: Windows Server ${var.release}"
  ami_users       = var.ami_users
  encrypt_boot    = true
  kms_key_id      = var.kms_key_id
  tags            = local.tags
  run_tags        = local.tags
  run_volume_tags = local.tags
  snapshot_tags   = local.tags
}

build {
  sources = ["source.amazon-ebs.windows"]

  provisioner "file" {
    source      = "${var.kit}/"
    destination = local.kit_on_machine
  }
  provisioner "powershell" {
    environment_vars = ["KIT=${local.kit_on_machine}", "PACKAGES=${join(" ", var.packages)}"]
    scripts          = ["${path.root}/install.ps1", "${path.root}/verify.ps1"]
  }
  # Sysprep: the next start makes names, keys and passwords of its own, and runs the supervisor's task. WinRM was for Packer.
  provisioner "powershell" {
    inline = [
      "Set-Service WinRM -StartupType Disabled",
      "& \"$env:ProgramFiles\\Amazon\\EC2Launch\\ec2launch.exe\" reset --clean --block",
      "& \"$env:ProgramFiles\\Amazon\\EC2Launch\\ec2launch.exe\" sysprep --clean --block",
    ]
  }
}
