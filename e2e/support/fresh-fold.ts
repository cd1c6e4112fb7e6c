import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openDatabase } from '../../apps/audit-projection/src/index.js';
import type { Database } from '../../apps/audit-projection/src/index.js';
import { guildhall } from '../../apps/cli/test/support/built.js';
import type { TestSystem } from '../system.js';
import { sha256 } from './canonical.js';
import { ServiceProcess } from './service.js';

type Rows = Map<string, string>;
/** By table. */
type Content = Map<string, Rows>;

/** Hundreds of thousands of events take their time. */
const FOLDED_WITHIN_MS = 20 * 60_000;

/** Runs a second audit-projection on the same log, with a home of its own, until it has folded all of it. */
const foldInto = async (home: string, { home: first, nats }: TestSystem): Promise<void> => {
  await using service = new ServiceProcess('audit-projection', {
    GUILDHALL_HOME: home,
    NATS_URL: nats,
    NATS_CREDS: join(first, 'run', 'audit-projection.creds'),
    NATS_PROBE_CREDS: join(first, 'run', 'probe.creds'),
    GUILDHALL_PERSON_KEY_FILE: join(first, 'keys', 'person-keys.key'),
  });
  await service.ready(FOLDED_WITHIN_MS);
};

const PAGE = 5_000;

/** The rows of a table: what each hashes to, by its key, which is in the first column. */
const rowsOf = async (tables: Database['tables'], table: string): Promise<Rows> => {
  const rows: Rows = new Map();
  for (let offset = 0; ; offset += PAGE) {
    const page = await sql<object>`
      select * from ${sql.table(table)} order by 1 limit ${sql.lit(PAGE)} offset ${sql.lit(offset)}`.execute(
      tables,
    );
    for (const row of page.rows) rows.set(String(Object.values(row)[0]), sha256(JSON.stringify(row)));
    if (page.rows.length < PAGE) return rows;
  }
};

/** Everything in the view's database of a home in which nothing runs. */
const contentOf = async (home: string): Promise<Content> => {
  const database = await openDatabase({
    directory: join(home, 'audit-projection'),
    report: (message) => {
      throw new Error(message);
    },
  });
  try {
    const { rows: names } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = current_schema()
      order by table_name`.execute(database.tables);
    const content: Content = new Map();
    for (const { name } of names) content.set(name, await rowsOf(database.tables, name));
    return content;
  } finally {
    await database.close();
  }
};

const NO_ROWS: Rows = new Map();

const differences = (kept: Content, fresh: Content): string[] =>
  [...new Set([...kept.keys(), ...fresh.keys()])].flatMap((table) => {
    const [rows, wanted] = [kept.get(table) ?? NO_ROWS, fresh.get(table) ?? NO_ROWS];
    return [...new Set([...rows.keys(), ...wanted.keys()])]
      .filter((key) => rows.get(key) !== wanted.get(key))
      .map((key) => `${table} ${key} is not what a fresh fold makes of it`);
  });

/**
 * Stops the system, and says where its view differs from one that is folded from the beginning of the log. Nothing may
 * be written to the log meanwhile.
 */
export const freshFoldProblems = async (system: TestSystem): Promise<string[]> => {
  const home = await mkdtemp(join(tmpdir(), 'guildhall-fresh-'));
  try {
    await foldInto(home, system);
    await guildhall(['down'], system.env);
    const [kept, fresh] = await Promise.all([contentOf(system.home), contentOf(home)]);
    const events = fresh.get('events')?.size ?? 0;
    return [...(events === 0 ? ['a fresh fold has no events'] : []), ...differences(kept, fresh)];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};
