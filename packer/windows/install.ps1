# Carries out the kit's manifest, as install.sh does on the other systems: downloads that have the right checksum, files, the task.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # its bar makes downloads ten times slower
[Net.ServicePointManager]::SecurityProtocol = 'Tls12'

$folder = 'C:\agent-fleet'
$staging = "$folder.staging"
$manifest = Get-Content "$env:KIT\manifest" | ForEach-Object { , $_.Split(' ') }

function Run([string]$program) {
  & $program @args
  if ($LASTEXITCODE) { throw "$program $args ended with $LASTEXITCODE" }
}

function Install-Msi([string]$path) {
  $process = Start-Process msiexec -ArgumentList '/i', $path, '/quiet', '/norestart' -Wait -PassThru
  if ($process.ExitCode -notin 0, 3010) { throw "$path ended with $($process.ExitCode)" }
}

# Everything is downloaded and checked before anything is changed.
New-Item -ItemType Directory -Force $staging, "$folder\agent", "$folder\toolbox", "$folder\node", "$folder\hooks", "$folder\home", "$folder\bin" | Out-Null
$downloads = $manifest | Where-Object { $_[0] -eq 'download' }
foreach ($download in $downloads) {
  $null, $item, $sha256, $url = $download
  $file = "$staging\$item" + [IO.Path]::GetExtension($url)
  Invoke-WebRequest $url -OutFile $file -UseBasicParsing
  $found = (Get-FileHash $file -Algorithm SHA256).Hash
  if ($found -ne $sha256) { throw "$item from $url has the SHA-256 $found, not $sha256" }
}

foreach ($download in $downloads) {
  $null, $item, $sha256, $url = $download
  $file = "$staging\$item" + [IO.Path]::GetExtension($url)
  switch ($item) {
    'node' {
      Expand-Archive $file $staging
      Copy-Item "$staging\node-v*\node.exe", "$staging\node-v*\LICENSE" "$folder\node"
    }
    'agent' { Run tar -xzf $file -C "$folder\agent" agent.exe }
    'toolbox' { Run tar -xf $file -C "$folder\toolbox" --strip-components 1 }
    'yq' { Copy-Item $file "$folder\bin\yq.exe" }
    default { Install-Msi $file }
  }
}

foreach ($line in $manifest) {
  switch ($line[0]) {
    'copy' { Copy-Item "$env:KIT\$($line[1])" $line[3] }
    'task' { Run schtasks /Create /F /TN $line[1] /XML "$env:KIT\$($line[2])" }
  }
}

# Jobs need Git. Chocolatey's installer has no checksum to pin, but its maker's signature; its packages have checksums.
$choco = "$staging\choco.ps1"
Invoke-WebRequest https://community.chocolatey.org/install.ps1 -OutFile $choco -UseBasicParsing
$signature = Get-AuthenticodeSignature $choco
if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notlike 'CN="Chocolatey Software, Inc*') { throw "$choco is not Chocolatey's" }
& $choco
Run choco install -y --no-progress git 7zip jq @($env:PACKAGES.Split(' ', 'RemoveEmptyEntries'))
Run "$env:ProgramFiles\Git\cmd\git.exe" config --system core.autocrlf false

# Administrators and SYSTEM change what runs as SYSTEM, nobody else.
Run icacls $folder /inheritance:r /grant 'SYSTEM:(OI)(CI)F' 'Administrators:(OI)(CI)F' 'Users:(OI)(CI)RX'
$path = [Environment]::GetEnvironmentVariable('Path', 'Machine')
if ($path -notlike "*$folder\bin*") { [Environment]::SetEnvironmentVariable('Path', "$path;$folder\bin;$folder\toolbox", 'Machine') }

# The supervisor's network comes first; the CloudWatch agent is started by the supervisor.
Set-Service AmazonCloudWatchAgent -StartupType Manual -ErrorAction SilentlyContinue
Remove-Item -Recurse $staging, $env:KIT
