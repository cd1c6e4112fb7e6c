import { durationMs } from '@guildhall/contracts';
import type { Level } from '@guildhall/contracts';

/** How long records of each level are kept at least (1.2): no policy shortens it. */
export const LEAST_RETENTION: Readonly<Record<Level, string>> = {
  0: 'P30D',
  1: 'P30D',
  2: 'P90D',
  3: 'P1Y',
  4: 'P7Y',
};

/** The same of union work under GDPR, HIPAA or PCI-DSS (1.2, 2.4). */
export const LEAST_REGULATED_RETENTION = 'P7Y';

/** The longer of the two; the first one where they are as long. */
export const longer = (a: string, b: string): string => (durationMs(b) > durationMs(a) ? b : a);
