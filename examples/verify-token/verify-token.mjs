// What a tool checks before it does what a worker asks for: node verify-token.mjs JWKS TOKEN PROOF REQUEST
// Four files: the published keys (`guildhall jwks`), the worker's token, its proof, and the bytes of its request.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createLocalJWKSet, importJWK, jwtVerify } from 'jose';

const [keys, token, proof, request] = process.argv.slice(2).map((path) => readFileSync(path));
const checks = { algorithms: ['Ed25519'], clockTolerance: '5s' };

try {
  // Guildhall allows it, and the two minutes of the token are not over.
  const { payload: permit } = await jwtVerify(`${token}`.trim(), createLocalJWKSet(JSON.parse(keys)), {
    ...checks,
    typ: 'guildhall-permit+jwt',
    issuer: 'guildhall',
    requiredClaims: ['sub', 'nbf', 'exp', 'jti', 'cnf'],
  });
  // And it is the worker itself that asks, for exactly this, now.
  const { payload: proven } = await jwtVerify(`${proof}`.trim(), await importJWK(permit.cnf.jwk, 'Ed25519'), {
    ...checks,
    typ: 'guildhall-proof+jwt',
    maxTokenAge: '30s',
  });
  if (proven.jti !== permit.jti) throw new Error('the proof is for another token');
  if (proven.sha256 !== createHash('sha256').update(request).digest('hex'))
    throw new Error('the proof is for another request');
  // Yours: is what is asked for among these actions and resources, in this environment? And is the proof new to you?
  const allowed = permit.authorization_details.find(({ type }) => type === 'guildhall_permit');
  console.log(JSON.stringify({ worker: permit.sub, ...allowed }, undefined, 2));
} catch (error) {
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}
