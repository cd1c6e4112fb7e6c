import type { OverrideName, SoftBlock, Task } from '@guildhall/contracts';

/** The soft blocks that an assessment can see (1.5), in the order of their numbers. */
export interface Tripped {
  readonly softBlocks: SoftBlock[];
  readonly reasons: readonly string[];
}

const overrides = ({ overrides: given = [] }: Task, name: OverrideName): boolean =>
  given.some(({ softBlock }) => softBlock === name);

const extendedTokens = (task: Task, allocation: number): Tripped => {
  const estimate = task.estimatedTokens ?? 0;
  if (estimate <= allocation) return { softBlocks: [], reasons: [] };
  const resolved = overrides(task, 'extended-tokens');
  const how = resolved ? 'resolved by an override with a justification' : 'the task waits for an override';
  return {
    softBlocks: [{ id: 'SB1', resolved }],
    reasons: [
      `soft block SB1: the estimate of ${estimate} tokens is above the allocation of ${allocation}, ${how}`,
    ],
  };
};

const expeditedApproval = (task: Task): Tripped =>
  overrides(task, 'expedited-approval')
    ? {
        softBlocks: [{ id: 'SB2', resolved: true }],
        reasons: [
          'soft block SB2: expedited approval is asked for with a justification; a sponsor has to agree',
        ],
      }
    : { softBlocks: [], reasons: [] };

/** SB1, where the estimate is above the level's `allocation`; SB2, where it is asked for. */
export const softBlocksOf = (task: Task, allocation: number): Tripped => {
  const [tokens, expedited] = [extendedTokens(task, allocation), expeditedApproval(task)];
  return {
    softBlocks: [...tokens.softBlocks, ...expedited.softBlocks],
    reasons: [...tokens.reasons, ...expedited.reasons],
  };
};
