import type { Environment, Terms } from '@guildhall/contracts';
import { KeyedQueue, stateNow } from '@guildhall/event-store';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import {
  MOST_OVERLAPS,
  ifAsked,
  ifIssued,
  mayOverlap,
  meetsStill,
  overlapping,
  permitDecider,
} from '@guildhall/permit';
import type { OverlapQuery, Permit } from '@guildhall/permit';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_PERMITS } from './live-permits.js';
import type { LiveFold } from './live-permits.js';

/** What opening a permit came to: what was written, and where. */
interface Opened {
  events: readonly unknown[];
  position: number;
}

/** Whose work a permit would meet (SB4). */
@Injectable()
export class Overlaps {
  readonly #row = new KeyedQueue();
  /** Where in the log the last permit is that was opened in an environment. */
  readonly #last = new Map<Environment, number>();

  constructor(
    @Inject(LIVE_PERMITS) private readonly live: LiveFold,
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store' | 'now'>,
  ) {}

  /**
   * Opens a permit with the ids of those that it meets. One after the other in each environment, so that of two that
   * meet the later one knows of the earlier; what can be in nobody's way does not wait for them.
   */
  async opening<T extends Opened>(
    terms: Terms,
    open: (overlaps: string[], now: string) => Promise<T>,
  ): Promise<T> {
    if (!mayOverlap(terms)) return open([], this.runtime.now());
    const { environment } = terms.request;
    return this.#row.run(environment, async () => {
      const last = this.#last.get(environment) ?? 0;
      await this.live.reached(last);
      // Not when it came: it may have waited for its turn, and from now on people have their time.
      const now = this.runtime.now();
      const opened = await open(this.#namesFor(ifAsked(terms, now)), now);
      // One that was opened before, and is delivered again, is not the last.
      if (opened.events.length > 0) this.#last.set(environment, Math.max(last, opened.position));
      return opened;
    });
  }

  /**
   * Ids of permits that were asked for before this one, that it would meet if it were issued `now`, and that its terms do
   * not name. By the log itself: a view that is a moment behind would reject a permit for one that has just ended.
   */
  async meetingIfIssued(permit: Permit, now: string): Promise<string[]> {
    if (permit.status !== 'REQUESTED' && permit.status !== 'UNDER_REVIEW') return [];
    const { terms, position } = permit;
    if (!mayOverlap(terms)) return [];
    await this.live.reached(position);
    const query = ifIssued(terms, now);
    const unforeseen = overlapping(this.live.state.overlaps, query).filter(
      (other) => other.position < position && !terms.overlaps.includes(other.taskId),
    );
    const still = await Promise.all(
      unforeseen.map(async ({ taskId }) => meetsStill(await this.#read(taskId), query.span)),
    );
    return unforeseen.filter((_, index) => still[index]).map(({ taskId }) => taskId);
  }

  async #read(taskId: string): Promise<Permit> {
    const where = { context: 'permit', entity: taskId } as const;
    return (await stateNow(this.runtime.store, permitDecider, where)).state;
  }

  #namesFor(query: OverlapQuery): string[] {
    return overlapping(this.live.state.overlaps, query)
      .slice(0, MOST_OVERLAPS)
      .map(({ taskId }) => taskId);
  }
}
