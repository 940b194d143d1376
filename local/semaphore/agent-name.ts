import { Refusal } from './refusal';

/** Where an agent type takes its agents' names from. */
export type Naming =
  | { readonly origin: 'agent' }
  | {
      readonly origin: 'aws-sts';
      /** Account that the caller must belong to. */
      readonly account: string;
      /** Role names that may register; `*` stands for any text. */
      readonly rolePatterns: readonly string[];
    };

/** Who a pre-signed GetCallerIdentity URL was signed by, as AWS STS tells it. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

/** Asks AWS STS (or what stands in for it) about a pre-signed URL. */
export type StsLookUp = (url: URL) => Promise<CallerIdentity>;

/** The name an agent gets for the `name` that it registers with. */
export async function assignedName(name: string, naming: Naming, lookUp: StsLookUp): Promise<string> {
  const url = URL.canParse(name) ? new URL(name) : undefined;
  if (naming.origin === 'agent') {
    if (url) throw new Refusal(400, 'not allowed to use URLs for registration');
    return validName(name);
  }
  // A regional host is refused as well: the hub compares the whole host name.
  if (url?.protocol !== 'https:' || url.host !== 'sts.amazonaws.com') {
    throw new Refusal(400, 'only pre-signed AWS STS URLs for name assignment are allowed');
  }
  return sessionName(await lookUp(url), naming.account, naming.rolePatterns);
}

function validName(name: string): string {
  if (name.length < 8 || name.length > 80) {
    throw new Refusal(400, `the agent name '${name}' is invalid: must have 8 to 80 characters, has ${name.length}`);
  }
  if (!/^[a-zA-Z0-9\-_/+]+$/.test(name)) {
    throw new Refusal(400, `the agent name '${name}' is invalid: must follow the pattern ^[a-zA-Z0-9-_/+]+$`);
  }
  return name;
}

function sessionName(identity: CallerIdentity, account: string, rolePatterns: readonly string[]): string {
  if (identity.account !== account) throw new Refusal(400, `AWS account '${identity.account}' is not allowed`);
  const [, role, session] = /^arn:aws:sts::.+:assumed-role\/(.+)\/(.+)$/.exec(identity.arn) ?? [];
  if (role === undefined || session === undefined || !rolePatterns.some((pattern) => matches(pattern, role))) {
    throw new Refusal(400, `ARN '${identity.arn}' is not allowed`);
  }
  return session;
}

function matches(pattern: string, role: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`).test(role);
}
