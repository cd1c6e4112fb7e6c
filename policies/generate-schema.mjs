// Writes policies/policy.schema.json, for editors and other programs, from the classes of libs/contracts (build it
// first: `npm run build`). A test of libs/risk fails where the file is not what this would write.
// Usage: node policies/generate-schema.mjs
import { writeFileSync } from 'node:fs';
import { PolicyDocument, standaloneSchema } from '@guildhall/contracts';

const file = new URL('policy.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(standaloneSchema(PolicyDocument), null, 2)}\n`);
