# In a file of its own: Packer before 1.7, such as Debian's, does not know this block, and checks the rest without it.
packer {
  required_version = ">= 1.9.0"
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = "~> 1.3"
    }
  }
}
