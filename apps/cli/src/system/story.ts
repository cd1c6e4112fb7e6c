import { spawn } from 'node:child_process';
import { readMarker } from '../bootstrap/marker.js';
import { Client } from '../client/client.js';
import type { Home } from '../home.js';
import { loadPolicy } from '../offline/policy.js';
import { DEFAULT_POLICY, DEMO_STORY } from '../repository.js';

/** Somebody of the demo who may ask. */
const NARRATOR = 'olivia';

/** Whether the home has the participants that the story is about. */
export const hasDemo = (home: Home): boolean => {
  const marker = readMarker(home);
  return marker?.demo === true && marker.completed;
};

/** The policy in force, where it is not the one that the story is written for. */
export const otherPolicy = async (home: Home, server: string): Promise<string | undefined> => {
  const client = await Client.connect({ server, creds: home.creds(NARRATOR), id: NARRATOR });
  try {
    const { version, hash } = (await client.query('policy.get', {})).result;
    return hash === loadPolicy(DEFAULT_POLICY).reference.sha256 ? undefined : version;
  } finally {
    await client.close();
  }
};

/** Tells the demo's story on this terminal; resolves to whether it came to its end. */
export const tellStory = (home: Home): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const story = spawn(process.execPath, [DEMO_STORY], {
      env: { ...process.env, GUILDHALL_HOME: home.root },
      stdio: 'inherit',
    });
    story.once('exit', (code) => {
      resolve(code === 0);
    });
    story.once('error', reject);
  });
