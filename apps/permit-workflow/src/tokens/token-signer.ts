import { setTimeout as pause } from 'node:timers/promises';
import type { SigningKey } from '@guildhall/broker';
import { addDuration, commandCausation, hasCome } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import type { Meta } from '@guildhall/event-store';
import { SettingsError, childOf } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { SIGNING_ENTITY, signingKeyDecider } from '@guildhall/permit';
import { readTokenKey } from './key-file.js';

/** Tools keep a copy of the public keys: a new one is known this long before anything is signed with it. */
const KNOWN_BEFORE = 'PT1M';
const LOOK_EVERY_MS = 5_000;

type Needs = Pick<Runtime, 'store' | 'now' | 'newId' | 'report'> & { file: string | undefined };

/** A key that the log knows. */
interface OnRecord extends SigningKey {
  since: string;
}

/**
 * Signs with the key in a file, which all processes of the service share. A new key in the file is put on record before
 * anything is signed with it, and the one before goes on signing for a minute, so that there is no gap (3.3).
 */
export class TokenSigner {
  #newest: OnRecord | undefined;
  #former: OnRecord | undefined;
  /** What went wrong the last time it looked. */
  #trouble: string | undefined;

  private constructor(private readonly needs: Needs) {}

  /** Rejects with a SettingsError where the file holds no key, or one that was taken out of use. */
  static async open(needs: Needs): Promise<TokenSigner> {
    const signer = new TokenSigner(needs);
    const refusal = await signer.look();
    if (refusal) throw new SettingsError(`GUILDHALL_TOKEN_KEY_FILE: ${refusal.message}`);
    return signer;
  }

  /** Looks every 5 s for another key in the file, until what it returns is called. */
  watch(every = LOOK_EVERY_MS): () => Promise<void> {
    const stopping = new AbortController();
    const looking = this.#lookUntil(stopping.signal, every);
    return async () => {
      stopping.abort();
      await looking;
    };
  }

  /** Has the key in the file put on record. A refusal is the log's: then nothing is signed any more. */
  async look(): Promise<Refusal | undefined> {
    const key = readTokenKey(this.needs.file);
    const handled = await this.#record(key.publicKey);
    if ('refusal' in handled) return this.#stop(handled.refusal);
    if (key.publicKey !== this.#newest?.publicKey) {
      this.#former = this.#newest;
      this.#newest = { ...key, since: handled.state.current?.since ?? this.needs.now() };
    }
    return undefined;
  }

  /** The key to sign with at `now`; undefined where there is none any more. */
  at(now: string): SigningKey | undefined {
    const newest = this.#newest;
    if (!newest || !this.#former) return newest;
    return hasCome(addDuration(newest.since, KNOWN_BEFORE), now) ? newest : this.#former;
  }

  async #lookUntil(signal: AbortSignal, every: number): Promise<void> {
    const waits = (): Promise<boolean> => pause(every, true, { signal, ref: false }).catch(() => false);
    while (await waits()) await this.#lookAgain();
  }

  async #lookAgain(): Promise<void> {
    const trouble = await this.look().then(
      (refusal) => refusal && new Error(refusal.message),
      (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
    );
    // The same again is no news.
    if (trouble && trouble.message !== this.#trouble)
      this.needs.report({ kind: 'interrupted', cause: trouble });
    this.#trouble = trouble?.message;
  }

  #stop(refusal: Refusal): Refusal {
    this.#newest = undefined;
    this.#former = undefined;
    return refusal;
  }

  #record(publicKey: string) {
    return handle(this.needs.store, {
      decider: signingKeyDecider,
      context: 'directory',
      entity: SIGNING_ENTITY,
      meta: this.#meta(),
      command: () => ({ type: 'use' as const, publicKey }),
    });
  }

  // A cause of its own each time: what it has once decided may be another matter by now.
  #meta(): Meta {
    return {
      source: SIGNING_ENTITY,
      actor: SIGNING_ENTITY,
      correlation: SIGNING_ENTITY,
      causation: commandCausation(SIGNING_ENTITY, this.needs.newId()),
      traceparent: childOf(undefined),
      time: this.needs.now(),
    };
  }
}
