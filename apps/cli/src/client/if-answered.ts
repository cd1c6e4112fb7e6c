import { ClientError, RefusedError } from './errors.js';

/**
 * What is asked besides: what was done, or said, by then is good whether or not it can be told how things stand now.
 * Undefined where the question was refused, or nobody answered.
 */
export const ifAnswered = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ClientError || error instanceof RefusedError) return undefined;
    throw error;
  }
};
