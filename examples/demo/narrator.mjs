// How the story looks: a heading for each scene, and lines with the time since the scene began.
import picocolors from 'picocolors';

// Colour only on a terminal, whatever else an environment promises.
const plain = Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb';
const pc = picocolors.createColors(process.stdout.isTTY === true && !plain);

export const took = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export class Narrator {
  #scene = 0;
  #began = 0;

  scene(title) {
    this.#scene += 1;
    this.#began = performance.now();
    console.log(`\n${pc.bold(`${this.#scene}. ${title}`)}`);
  }

  /** `at`: when it happened, if not now. */
  tell(text, at = performance.now()) {
    console.log(`  ${pc.dim(took(at - this.#began).padStart(6))}  ${text}`);
  }

  refused(text) {
    this.tell(`${pc.red('✗')} ${text}`);
  }

  done(text, at) {
    this.tell(`${pc.green('✓')} ${text}`, at);
  }

  next(title, lines) {
    console.log(`\n${pc.bold(title)}`);
    for (const [what, command] of lines) console.log(`  ${pc.dim(`# ${what}`)}\n  ${pc.cyan(command)}`);
    console.log();
  }
}
