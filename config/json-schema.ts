import { z } from 'zod';
import { agentType } from './agent-type';
import { fleetSettings } from './fleet-file';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** JSON Schema of the fleet file, for editors. */
export function fleetJsonSchema(): JsonSchema {
  const fleet = inputSchema(fleetSettings);
  const type = inputSchema(agentType);
  const named = { ...type, description: 'An agent type, which becomes one stack' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'agent-fleet: the fleet file',
    ...fleet,
    required: [...(fleet.required ?? []), 'agentTypes'],
    properties: {
      ...fleet.properties,
      defaults: { ...asPartial(type), description: "Any settings of an agent type; an agent type's own value wins" },
      agentTypes: {
        description: 'Agent types by their Semaphore name',
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: '^s1-[A-Za-z0-9_-]+$' },
        // What is required may stand in defaults instead.
        additionalProperties: { ...asPartial(named), type: ['object', 'null'] },
      },
    },
    patternProperties: { '^x-': { description: 'Room for anchors; not a setting' } },
  };
}

function inputSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.allowed;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      allowReferences(jsonSchema);
    },
  });
  return rest;
}

const reference = '\\$\\{env:';

/** A reference to the environment may stand in any text and for any number, boolean and choice. */
function allowReferences(schema: JsonSchema): void {
  if (schema.enum && schema.type === 'string') {
    schema.anyOf = [{ enum: schema.enum }, { type: 'string', pattern: reference }];
    delete schema.enum;
    delete schema.type;
  } else if (schema.pattern !== undefined && !schema.pattern.endsWith(reference)) {
    schema.pattern = `(?:${schema.pattern})|${reference}`;
  } else if (schema.type === 'integer' || schema.type === 'number') {
    Object.assign(schema, { type: [schema.type, 'string'], pattern: reference });
  } else if (schema.type === 'boolean') {
    Object.assign(schema, { type: ['boolean', 'string'], pattern: reference });
  }
}

/** The schema without anything required at its top and in the mappings directly below, which defaults may complete. */
function asPartial(schema: JsonSchema): JsonSchema {
  const { required: _, ...rest } = schema;
  const properties = Object.entries(rest.properties ?? {}).map(([name, property]) => {
    if (typeof property !== 'object') return [name, property];
    const { required: __, ...inner } = property;
    return [name, inner];
  });
  return { ...rest, properties: Object.fromEntries(properties) };
}
