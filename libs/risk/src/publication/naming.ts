import type { PolicyReference } from '@guildhall/contracts';

/** A policy as people compare it. */
export const nameOf = ({ version, sha256 }: PolicyReference): string =>
  `version ${version} (SHA-256 ${sha256})`;
