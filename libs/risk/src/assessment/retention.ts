import type { Level, Regime } from '@guildhall/contracts';
import type { Policy } from '../policy/policy.js';
import type { Applied } from './regimes.js';
import { phrase } from '../text.js';

const REGULATED: readonly Regime[] = ['GDPR', 'HIPAA', 'PCI-DSS'];
const UNION_FROM = 2;

/** Whether union work: levels 2 to 4 (1.1). */
export const isUnion = (level: Level): boolean => level >= UNION_FROM;

/** How long records are kept (2.4): as long as the level says, longer for union work under a regime that wants it. */
export const retentionOf = (
  level: Level,
  applied: readonly Applied[],
  policy: Policy,
): { retention: string; reason: string } => {
  const { retention: own, regulatedRetention } = policy.levels[level];
  const regulated = applied.map(({ regime }) => regime).filter((regime) => REGULATED.includes(regime));
  if (!isUnion(level) || regulated.length === 0 || regulatedRetention === own)
    return { retention: own, reason: `retention ${own}: that of level ${level}` };
  return {
    retention: regulatedRetention,
    reason: `retention ${regulatedRetention}: union work under ${phrase(regulated)}`,
  };
};
