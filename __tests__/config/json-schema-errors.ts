import Ajv2020 from 'ajv/dist/2020';

/** Judges values by a JSON Schema as editors do; says what is wrong, nothing when all is well. */
export function jsonSchemaErrors(schema: object): (value: unknown) => string[] {
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
