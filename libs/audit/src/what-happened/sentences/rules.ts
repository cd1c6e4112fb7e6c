import type { PolicyPublished, RefusalRefused, RefusalSummary } from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { counted, listed, saying, span } from './words.js';

// As much of a SHA-256 as people compare.
const short = (sha256: string): string => sha256.slice(0, 12);

const signedOffBy = ({ proposedBy, endorsedBy = [] }: PolicyPublished): string => {
  const endorsers = endorsedBy.length === 0 ? 'the governance board' : listed(endorsedBy);
  return `${proposedBy === undefined ? '' : `proposed by ${proposedBy}, `}endorsed by ${endorsers}`;
};

export const policyTellers: Tellers<'policy'> = {
  'policy.proposed': ({ actor, data: { document, sha256, replaces, reason } }) =>
    `${actor} proposes policy ${document.version} (${short(sha256)}) in place of ${short(replaces)}${saying(reason)}.`,
  'policy.endorsed': ({ actor, data: { sha256 } }) => `${actor} endorses policy ${short(sha256)}.`,
  'policy.published': ({ data }) =>
    `Policy ${data.document.version} (${short(data.sha256)}) is in force, ` +
    `${data.basis === 'bootstrap' ? 'from the first start' : signedOffBy(data)}.`,
};

const tellRefusal = ({ caller, command, code, rule, about, message }: RefusalRefused): string => {
  const on = about === caller ? '' : ` on ${about}`;
  return `${caller} is refused ${command}${on} (${code}${rule === undefined ? '' : `, ${rule}`})${saying(message)}.`;
};

const tellSummary = (caller: string, { count, since, until, codes }: RefusalSummary): string => {
  const each = listed(codes.map((part) => `${part.count} ${part.code}`));
  return `${caller} is refused ${counted(count, 'more time')} ${span({ notBefore: since, notAfter: until })} (${each}).`;
};

export const refusalTellers: Tellers<'refusal'> = {
  'refusal.refused': ({ data }) =>
    data.summary ? tellSummary(data.caller, data.summary) : tellRefusal(data),
};
