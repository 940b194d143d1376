/** What the user data of an instance name. */
export interface UserData {
  /** SSM parameter with the agent configuration. */
  readonly configurationParameter: string;
  /** Version of the configuration that the launch template was made with; undefined if it is not told. */
  readonly configurationVersion: string | undefined;
  /** SSM parameter with the registration token, so that one call reads both; undefined if it is not told. */
  readonly tokenParameter: string | undefined;
}

/** Reads lines `AGENT_FLEET_CONFIG=<parameter>`, as they are in a shell script or, with `$` and quotes, in PowerShell. */
export function parseUserData(text: string): UserData {
  const configurationParameter = variable(text, 'AGENT_FLEET_CONFIG');
  if (configurationParameter === undefined) throw new Error('the user data has no line AGENT_FLEET_CONFIG=<parameter>');
  const configurationVersion = variable(text, 'AGENT_FLEET_CONFIG_VERSION');
  return { configurationParameter, configurationVersion, tokenParameter: variable(text, 'AGENT_FLEET_TOKEN') };
}

function variable(text: string, name: string): string | undefined {
  return new RegExp(`^\\$?${name}\\s*=\\s*'?([^\\s']+)'?\\s*$`, 'm').exec(text)?.[1];
}
