/** Rows of a page where the query does not say. */
export const DEFAULT_LIMIT = 50;

/** `limit` rows, and the key of the last one where there are more. Asked for were `limit + 1`. */
export const cut = <R>(rows: readonly R[], limit: number): { page: readonly R[]; last: R | undefined } => {
  const page = rows.slice(0, limit);
  return { page, last: rows.length > limit ? page.at(-1) : undefined };
};
