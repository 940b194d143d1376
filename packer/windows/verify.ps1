# Says everything that is not as it should be in the image, and fails then.
$ErrorActionPreference = 'Continue'
$folder = 'C:\agent-fleet'
$env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine')
$failed = 0

function Check([string]$description, [scriptblock]$holds) {
  $global:LASTEXITCODE = 0
  $ok = try { & $holds } catch { $false }
  if ($ok -and -not $LASTEXITCODE) { "ok      $description" } else { "NOT OK  $description"; $script:failed++ }
}

Check 'the supervisor says its version' { & "$folder\node\node.exe" "$folder\supervisor.cjs" --version }
Check 'the agent says its version' { & "$folder\agent\agent.exe" --version }
foreach ($name in 'artifact', 'cache', 'sem-context', 'test-results', 'aws', 'git', 'jq', 'yq') {
  Check "jobs find $name" { Get-Command $name -ErrorAction Stop }
}
Check 'the supervisor starts at boot' { schtasks /Query /TN agent-fleet-supervisor }
Check 'users may not write' { -not ((Get-Acl $folder).Access | Where-Object { $_.IdentityReference -like '*\Users' -and $_.FileSystemRights -match 'Write|Modify|FullControl' }) }
Check 'the kit is gone' { -not (Test-Path 'C:\agent-fleet-kit') }
Check 'nobody has a command history' { -not (Get-ChildItem 'C:\Users\*\AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\*' -ErrorAction SilentlyContinue) }
Check 'there are no AWS credentials' { -not (Get-ChildItem 'C:\Users\*\.aws' -ErrorAction SilentlyContinue) }
exit $failed
