/** Jest on some of the tests: `node scripts/jest.mjs libs/permit`. */
import { jest } from './jest-process.mjs';

process.exit(jest(process.argv.slice(2)));
