import { readIfThere, replaceFile } from '../files.js';
import type { Home } from '../home.js';

/** `bootstrap.json`: how far the first boot of this home has come. */
export interface Marker {
  /** Whether with the participants of the demo. */
  demo: boolean;
  /** Of the file; absent until it is being imported. */
  sha256?: string;
  completed: boolean;
}

export const readMarker = (home: Home): Marker | undefined => {
  const text = readIfThere(home.bootstrap);
  return text === undefined ? undefined : (JSON.parse(text) as Marker);
};

export const writeMarker = (home: Home, marker: Marker): void => {
  replaceFile(home.bootstrap, `${JSON.stringify(marker)}\n`);
};
