import type { Regime } from '@guildhall/contracts';
import type { Facts } from '../policy/facts.js';

/** A regulation that a task falls under (1.6), and why. */
export interface Applied {
  readonly regime: Regime;
  readonly reason: string;
}

interface RegimeRule {
  readonly regime: Regime;
  readonly why: string;
  readonly holds: (facts: Facts) => boolean;
}

const isPayment = ({ task }: Facts): boolean => task.operation === 'payment-processing';

// In the order of their names; the first that holds for a regime explains it.
const RULES: readonly RegimeRule[] = [
  { regime: 'GDPR', why: 'the data is personal (pii)', holds: ({ data }) => data.includes('pii') },
  { regime: 'HIPAA', why: 'the data is about health (phi)', holds: ({ data }) => data.includes('phi') },
  { regime: 'PCI-DSS', why: 'the data is financial', holds: ({ data }) => data.includes('financial') },
  {
    regime: 'PCI-DSS',
    why: 'payments are processed',
    holds: (facts) => isPayment(facts) && !facts.data.includes('financial'),
  },
  {
    regime: 'SOC2',
    why: 'the operation is in production',
    holds: ({ task }) => task.environment === 'production',
  },
];

/** The regimes that apply, in the order of their names. */
export const regimesOf = (facts: Facts): Applied[] =>
  RULES.filter(({ holds }) => holds(facts)).map(({ regime, why }) => ({
    regime,
    reason: `regime ${regime}: ${why}`,
  }));
