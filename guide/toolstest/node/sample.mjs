// Reads an OpenAPI document from standard input and writes, for each of its schemas, the
// sample in XML that Redoc shows.
import { readFileSync } from 'node:fs';
import sampler from 'openapi-sampler';

const document = JSON.parse(readFileSync(0, 'utf8'));
const samples = {};
for (const [name, schema] of Object.entries(document.components.schemas)) {
  samples[name] = sampler.sample(schema, { format: 'xml' }, document);
}
process.stdout.write(JSON.stringify(samples));
