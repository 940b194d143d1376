// Writes what is generated from the schema: the tables of docs/configuration.md, and fleet.schema.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetJsonSchema } from '../config/json-schema';
import { configurationPage } from './configuration-page';

const root = join(__dirname, '..');
const page = join(root, 'docs', 'configuration.md');
writeFileSync(page, configurationPage(readFileSync(page, 'utf8')));
writeFileSync(join(root, 'fleet.schema.json'), `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`);
