import type { RefusalRefused, RefusalSummary } from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { counted, listed, saying, span } from './words.js';

export const policyTellers: Tellers<'policy'> = {
  'policy.published': ({ data: { document, basis } }) =>
    `Policy ${document.version} is in force, ${basis === 'bootstrap' ? 'from the first start' : 'endorsed by the governance board'}.`,
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
