# One of everything that moto alone gets wrong, applied with the real provider.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { fleet = "gaps" }
  }
}

data "aws_ami" "own" {
  owners      = ["self"]
  most_recent = true
  filter {
    name   = "name"
    values = ["agent-fleet-ubuntu-noble-x86_64-*"]
  }
}

data "aws_ssm_parameter" "canonical" {
  name = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
}

# Tags of a launch template that come back as tags of what it launches.
resource "aws_launch_template" "gaps" {
  name          = "gaps"
  image_id      = data.aws_ami.own.id
  instance_type = "t3.micro"
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      volume_size                = 64
      volume_initialization_rate = 200
    }
  }
  user_data     = base64encode("#!/bin/sh")
  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "gaps" }
  }
}

# Settings that are forgotten, and a mixed instances policy without the strategies.
resource "aws_autoscaling_group" "gaps" {
  name                    = "gaps"
  min_size                = 0
  max_size                = 2
  availability_zones      = ["us-east-1a"]
  max_instance_lifetime   = 86400
  default_instance_warmup = 30
  capacity_rebalance      = true
  termination_policies    = ["OldestInstance"]
  suspended_processes     = ["AZRebalance"]
  enabled_metrics         = ["GroupMinSize", "GroupMaxSize"]
  mixed_instances_policy {
    instances_distribution {
      on_demand_percentage_above_base_capacity = 0
    }
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.gaps.id
        version            = aws_launch_template.gaps.latest_version
      }
      override {
        instance_type = "t3.micro"
      }
      override {
        instance_type = "t3a.micro"
      }
    }
  }
}

# A notification target and a role that nobody gave it.
resource "aws_autoscaling_lifecycle_hook" "launch" {
  name                   = "launch"
  autoscaling_group_name = aws_autoscaling_group.gaps.name
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_LAUNCHING"
  heartbeat_timeout      = 600
  default_result         = "ABANDON"
}

# A configuration without status, and a query that is none.
resource "aws_resourcegroups_group" "hosts" {
  name = "gaps-hosts"
  configuration {
    type = "AWS::EC2::HostManagement"
    parameters {
      name   = "auto-allocate-host"
      values = ["true"]
    }
  }
  configuration {
    type = "AWS::ResourceGroups::Generic"
    parameters {
      name   = "allowed-resource-types"
      values = ["AWS::EC2::Host"]
    }
  }
}

resource "aws_ec2_host" "mac" {
  instance_type     = "mac2.metal"
  availability_zone = "us-east-1a"
}

# What a group has as members.
resource "aws_resourcegroups_resource" "mac" {
  group_arn    = aws_resourcegroups_group.hosts.arn
  resource_arn = aws_ec2_host.mac.arn
}

resource "aws_iam_role" "gaps" {
  name = "gaps"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

# Code that cannot be fetched.
resource "aws_lambda_function" "gaps" {
  function_name                  = "gaps"
  role                           = aws_iam_role.gaps.arn
  runtime                        = "nodejs22.x"
  handler                        = "index.handler"
  filename                       = "code.zip"
  reserved_concurrent_executions = 1
}

resource "aws_lambda_function_event_invoke_config" "gaps" {
  function_name          = aws_lambda_function.gaps.function_name
  maximum_retry_attempts = 0
}

output "own_image" {
  value = data.aws_ami.own.name
}

output "canonical_image" {
  value = data.aws_ssm_parameter.canonical.insecure_value
}
