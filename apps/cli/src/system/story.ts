import { spawn } from 'node:child_process';
import { readMarker } from '../bootstrap/marker.js';
import type { Home } from '../home.js';
import { DEMO_STORY } from '../repository.js';

/** Whether the home has the participants that the story is about. */
export const hasDemo = (home: Home): boolean => {
  const marker = readMarker(home);
  return marker?.demo === true && marker.completed;
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
