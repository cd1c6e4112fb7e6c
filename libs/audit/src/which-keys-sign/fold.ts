import type { Recorded } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** The keys of who signs capability tokens, under its id. */
export interface SigningKeysRow<K> extends Row {
  keys: K;
}

type Handled = Recorded<'directory.credential-issued' | 'directory.credential-revoked'>;

/** The rules of these keys, which live in their own library. Keys `K` are JSON values, because rows keep them. */
export interface SigningKeyRules<K> {
  /** Whose keys on record are those of tokens. */
  signer: string;
  initialState: K;
  evolve: (keys: K, event: Handled) => K;
}

/** Which keys sign capability tokens, and which did until when? The keys of participants are no business of this view. */
export const signingKeysFold = <K>({
  signer,
  initialState,
  evolve,
}: SigningKeyRules<K>): Fold<Handled, SigningKeysRow<K>> => ({
  handles: ['directory.credential-issued', 'directory.credential-revoked'],
  evolve: (row, event) =>
    event.entity === signer ? { id: signer, keys: evolve(row?.keys ?? initialState, event) } : row,
});
