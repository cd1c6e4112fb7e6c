export type Unit = 'ms' | 'µs' | '/s' | 'MB' | 's';

/** What a figure is held against: the figure itself, or its ratio to the raw broker or to the empty chain. */
export interface Target {
  of: 'value' | 'raw' | 'chain';
  atMost?: number;
  atLeast?: number;
}

/** One line of the table. */
export interface Figure {
  group: string;
  name: string;
  /** Not a number where it could not be measured; the note says why. */
  value: number;
  unit: Unit;
  /** How many times the raw broker's figure of the same kind in this run. */
  raw?: number;
  /** How many times the empty chain's figure in this run. */
  chain?: number;
  /** Of a policy engine: how many times Guildhall's figure in this run. */
  guildhall?: number;
  target?: Target;
  note?: string;
}

/** Whether the target is met; undefined where there is none. */
export const isMet = (figure: Figure): boolean | undefined => {
  const { target } = figure;
  if (!target) return undefined;
  const measured = figure[target.of];
  if (measured === undefined) return undefined;
  return measured <= (target.atMost ?? Infinity) && measured >= (target.atLeast ?? -Infinity);
};

/** What this machine could not measure, and why. */
export const notRun = (group: string, { name, missing }: { name: string; missing: string }): Figure => ({
  group,
  name,
  value: Number.NaN,
  unit: 'µs',
  note: `not run: ${missing}`,
});
