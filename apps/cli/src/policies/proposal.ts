import { MAX_INPUT_BYTES, refuse } from '@guildhall/contracts';
import type { CommandPayload } from '@guildhall/contracts';
import { answered } from '../failure.js';
import { loadPolicy } from '../offline/policy.js';

const KIB = 1024;

/** What `policy.propose` is sent for a file. All that is wrong with it is told before anything is sent (exit 2). */
export const proposalOf = (path: string, reason: string | undefined): CommandPayload<'policy.propose'> => {
  const { document } = loadPolicy(path);
  const payload = { document, ...(reason === undefined ? {} : { reason }) };
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes <= MAX_INPUT_BYTES) return payload;
  const { refusal } = refuse(
    'PAYLOAD_TOO_LARGE',
    `${path} has ${bytes} bytes as JSON, with the reason; a proposal has ${MAX_INPUT_BYTES} (${MAX_INPUT_BYTES / KIB} KiB) at most.`,
  );
  throw answered(refusal);
};
