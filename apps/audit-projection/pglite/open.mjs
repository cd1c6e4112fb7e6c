// Plain JavaScript, beside the sources and not among them: a thread and a child process start from these files, whether
// the program was compiled or not.
import { PGlite } from '@electric-sql/pglite';

const CONFIGURATION = [
  // Resident from the start; the default of 128 MB adds 115 MB to the process and nothing to the speed of a view.
  'shared_buffers = 16MB',
  // What CHECKPOINT leaves of the write-ahead log; the default is 1 GB.
  'max_wal_size = 64MB',
  'min_wal_size = 32MB',
  "timezone = 'UTC'",
];

/**
 * Opens the database in `directory`. Where there is none it is made, which takes 800 MB of memory for a moment.
 *
 * @param {string} directory
 */
export const open = (directory) => PGlite.create({ dataDir: directory, postgresqlconf: CONFIGURATION });
