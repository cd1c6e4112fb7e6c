/** One step of a reasoning, with what it rests on. */
export interface Reasoning {
  /** One plain sentence, or half of one. */
  readonly text: string;
  /** Whether a rule or condition holds; absent where there is nothing to hold. */
  readonly holds?: boolean;
  readonly because: readonly Reasoning[];
}

/** A step that rests on nothing else. */
export const plain = (text: string): Reasoning => ({ text, because: [] });

/** A step and what it rests on. */
export const step = (text: string, because: readonly Reasoning[]): Reasoning => ({ text, because });

/** A rule or condition, and what makes it hold or not. */
export const ruled = (holds: boolean, text: string, because: readonly Reasoning[] = []): Reasoning => ({
  text,
  holds,
  because,
});
