import type { Tellers } from './teller.js';
import { saying } from './words.js';

export const policyTellers: Tellers<'policy'> = {
  'policy.published': ({ data: { document, basis } }) =>
    `Policy ${document.version} is in force, ${basis === 'bootstrap' ? 'from the first start' : 'endorsed by the governance board'}.`,
};

export const refusalTellers: Tellers<'refusal'> = {
  'refusal.refused': ({ data: { caller, command, code, rule, about, message } }) => {
    const on = about === caller ? '' : ` on ${about}`;
    return `${caller} is refused ${command}${on} (${code}${rule === undefined ? '' : `, ${rule}`})${saying(message)}.`;
  },
};
