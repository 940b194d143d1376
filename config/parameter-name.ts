import { text } from './text-format';

const level = '[A-Za-z0-9_.-]+';
const name = `(?:${level}|/${level}(?:/${level}){0,14})`;
const letters = 'up to 900 letters, digits and _.- with up to 15 levels, each after a /';

/**
 * Name of an SSM parameter that people make. One level needs no leading slash.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 */
export const parameterName = text(
  new RegExp(`^(?!/?(?:[aA][wW][sS]|[sS][sS][mM]))(?=.{1,900}$)${name}$`),
  `an SSM parameter name: ${letters}, not beginning with aws or ssm`,
);

/** Name of an SSM parameter that holds an AMI id; AWS's own begin with /aws/service/. */
export const amiParameterName = text(new RegExp(`^(?=.{1,900}$)${name}$`), `an SSM parameter name: ${letters}`);
