import { z } from 'zod';

const environment = z.object({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: z.url(),
  /** Folder of the instance: its disk. */
  INSTANCE_FOLDER: z.string().min(1),
  /** The agent program and its first arguments, as a JSON list. */
  AGENT_PROGRAM: z.string().transform((text) => z.tuple([z.string()], z.string()).parse(JSON.parse(text))),
  AGENT_FLEET_SPEED: z.coerce.number().positive(),
});

/** Reads what local mode tells the supervisor stand-in. AWS clients read AWS_ENDPOINT_URL by themselves. */
export function supervisorEnvironment(env: NodeJS.ProcessEnv) {
  const variables = environment.parse(env);
  const [command, ...args] = variables.AGENT_PROGRAM;
  return {
    metadataEndpoint: variables.AWS_EC2_METADATA_SERVICE_ENDPOINT,
    folder: variables.INSTANCE_FOLDER,
    program: { command, args },
    speed: variables.AGENT_FLEET_SPEED,
  };
}
