// node create.mjs DIRECTORY: makes an empty database and ends, so that the memory it took is given back.
import { open } from './open.mjs';

const database = await open(process.argv[2]);
await database.close();
