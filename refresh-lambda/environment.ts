import * as z from 'zod/mini';

const environment = z.object({ AUTO_SCALING_GROUP: z.string().check(z.minLength(1)) });

/** Reads the function's environment. @throws with every variable that is missing or wrong */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const result = environment.safeParse(env);
  if (!result.success) throw new Error(`the function's environment is wrong: ${z.prettifyError(result.error)}`);
  return { autoScalingGroup: result.data.AUTO_SCALING_GROUP };
}
