/** Variables that say the region, the first that is set wins; the first two are those of agent-aws-stack. */
export const regionVariables = ['CDK_DEPLOY_REGION', 'CDK_DEFAULT_REGION', 'AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** The region that the environment names, and the variable that names it. */
export function regionOf(env: NodeJS.ProcessEnv): { variable: string; region: string } | undefined {
  for (const variable of regionVariables) {
    const region = env[variable];
    if (region) return { variable, region };
  }
  return undefined;
}
