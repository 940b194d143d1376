import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsServicePrincipal } from '@cdktf/provider-aws/lib/data-aws-service-principal';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { type ITerraformDependable, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';

/** Properties of a `ServiceRole`. */
export interface ServiceRoleProps {
  /** Role name, at most 64 characters. */
  readonly name: string;
  /** AWS service that assumes the role: `ec2` or `lambda`. */
  readonly service: string;
  /** Path and permissions boundary. */
  readonly settings: AgentType['roles'];
}

/** An IAM role for one AWS service, whose only inline policy is the sum of what things grant it. */
export class ServiceRole extends Construct {
  readonly role: IamRole;
  /** What the service is called in policies: `ec2.amazonaws.com`, or what its partition says instead. */
  readonly principal: string;
  private readonly statements: DataAwsIamPolicyDocumentStatement[] = [];
  private readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { name, service, settings } = props;
    // The provider knows in which partitions a service has another name than <service>.amazonaws.com.
    this.principal = new DataAwsServicePrincipal(this, 'principal', { serviceName: service }).name;
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [{ actions: ['sts:AssumeRole'], principals: [{ type: 'Service', identifiers: [this.principal] }] }],
    });
    this.role = new IamRole(this, 'role', {
      name,
      path: settings.path,
      assumeRolePolicy: trust.json,
      ...(settings.permissionsBoundary === undefined ? {} : { permissionsBoundary: settings.permissionsBoundary }),
    });
    const document = new DataAwsIamPolicyDocument(this, 'grants', {
      statement: Lazy.anyValue({ produce: () => this.statements }),
    });
    const policy = { name, role: this.role.name, policy: document.json, lifecycle: this.withTheRole };
    this.policies = [new IamRolePolicy(this, 'policy', policy)];
  }

  /** Adds a statement; things call it in their grant methods. */
  allow(statement: DataAwsIamPolicyDocumentStatement): void {
    this.statements.push(statement);
  }

  /** Adds a statement that takes away what others give. */
  deny(statement: DataAwsIamPolicyDocumentStatement): void {
    this.statements.push({ ...statement, effect: 'Deny' });
  }

  /** Attaches a managed policy. */
  attach(id: string, policyArn: string): void {
    const lifecycle = this.withTheRole;
    this.policies.push(new IamRolePolicyAttachment(this, id, { role: this.role.name, policyArn, lifecycle }));
  }

  /** A role that is replaced (its path changed) keeps its name and loses its policies: they have to be made again. */
  private get withTheRole() {
    return { replaceTriggeredBy: [`${this.role.terraformResourceType}.${this.role.friendlyUniqueId}.unique_id`] };
  }

  /** What must exist before anything may run with this role: all of its policies. */
  get permissions(): ITerraformDependable[] {
    return [...this.policies];
  }
}
