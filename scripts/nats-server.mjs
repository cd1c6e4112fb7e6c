#!/usr/bin/env node
/**
 * Finds a nats-server that is new enough, or gets one, and prints its path. In this order: NATS_SERVER_BIN, PATH, the
 * cache of this repository, the official release archive, Debian's package taken apart in the cache. Nothing outside
 * the cache is written.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Older ones have a `verify_and_map` login flaw and known data-loss bugs. */
const OLDEST = [2, 14, 4];

/**
 * The newest release whose checksums are known here. They are those that the official container image of the release
 * checks (nats-io/nats-docker, 2.15.x/alpine3.22/Dockerfile); an archive without a checksum here is never run.
 */
const RELEASE = '2.15.0';
const CHECKSUMS = {
  'linux-amd64': '5d2c51caca950333aba84911df7d377f826f3a59ec36061c6539105084f65c92',
  'linux-arm64': 'cdc208f5a3f42963a52b6ab06ef65626bb870315dc936e26ba571780c6351112',
  'linux-s390x': 'ac50bf4adc8fa6db575ed9293417b6fbec746e71cc9d360aea5cd447e4207bfc',
  'linux-386': 'f572eccdbb35ab5c7fef7703a5b6ca49e55d039e441920ba5478972ecdcf7a47',
};
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64', s390x: 's390x', ia32: '386' };

const DEBIAN_MIRROR = 'http://deb.debian.org/debian';
const DEBIAN_SUITE = 'forky';
const DEBIAN_KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

const HEAD_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;
const APT_TIMEOUT_MS = 180_000;

const say = (text) => process.stderr.write(`nats-server: ${text}\n`);

const cacheFolder = () =>
  process.env.GUILDHALL_CACHE
    ? join(resolve(process.env.GUILDHALL_CACHE), 'nats-server')
    : fileURLToPath(new URL('../.cache/nats-server', import.meta.url));

/** `[2, 15, 1]`; undefined where `bin` does not run or does not say. */
const versionOf = async (bin) => {
  try {
    const { stdout } = await run(bin, ['--version'], { timeout: 10_000 });
    const digits = /v(\d+)\.(\d+)\.(\d+)/.exec(stdout);
    return digits?.slice(1).map(Number);
  } catch {
    return undefined;
  }
};

const isNewEnough = (version) => {
  const at = version.findIndex((part, index) => part !== OLDEST[index]);
  return at === -1 || version[at] > OLDEST[at];
};

/** Whether `bin` can be used; says why where it exists and cannot. */
const isUsable = async (bin) => {
  const version = await versionOf(bin);
  if (version === undefined) return false;
  if (isNewEnough(version)) return true;
  say(`${bin} is ${version.join('.')}, older than ${OLDEST.join('.')}`);
  return false;
};

const fromEnvironment = async () => {
  const bin = process.env.NATS_SERVER_BIN;
  if (!bin) return undefined;
  if (await isUsable(bin)) return bin;
  throw new Error(`NATS_SERVER_BIN=${bin} is not a nats-server ${OLDEST.join('.')} or later`);
};

const fromPath = async () => {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const bin = join(folder, 'nats-server');
    if (folder !== '' && (await isUsable(bin))) return bin;
  }
  return undefined;
};

const cachedBin = () => join(cacheFolder(), 'nats-server');
const fromCache = async () => ((await isUsable(cachedBin())) ? cachedBin() : undefined);

const releasePlatform = () => `${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`;

const isReachable = async (url) => {
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(HEAD_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
};

const download = async (url, sha256) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) throw new Error(`${url} has SHA-256 ${actual}, not ${sha256}`);
  return bytes;
};

/** The official archive, unpacked in `folder`. */
const fromRelease = async (folder) => {
  const platform = releasePlatform();
  const sha256 = CHECKSUMS[platform];
  if (sha256 === undefined) throw new Error(`no checksum of a release for ${platform} is known`);
  const name = `nats-server-v${RELEASE}-${platform}`;
  const url = `https://github.com/nats-io/nats-server/releases/download/v${RELEASE}/${name}.tar.gz`;
  await run('tar', ['--version']);
  if (!(await isReachable(url))) throw new Error(`${url} cannot be reached`);
  say(`downloading ${url}`);
  await writeFile(join(folder, 'release.tar.gz'), await download(url, sha256));
  await run('tar', ['-xzf', 'release.tar.gz', `${name}/nats-server`], { cwd: folder });
  return join(folder, name, 'nats-server');
};

/** Apt with folders of its own. Hooks of the system are cleared: they would clean up the system's folders. */
const aptConfiguration = (folder) => `
Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "${folder}/state";
Dir::State::lists "${folder}/lists";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
Dir::Cache::archives "${folder}/archives";
APT::Sandbox::User "";
Acquire::Languages "none";
APT::Update::Error-Mode "any";
Acquire::Retries "2";
Acquire::http::Timeout "20";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

const setUpApt = async (folder) => {
  for (const name of ['state', 'lists/partial', 'cache', 'archives/partial']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const source = `deb [signed-by=${DEBIAN_KEYS}] ${DEBIAN_MIRROR} ${DEBIAN_SUITE} main\n`;
  await writeFile(join(folder, 'sources.list'), source);
  await writeFile(join(folder, 'status'), '');
  await writeFile(join(folder, 'apt.conf'), aptConfiguration(folder));
};

/** Debian's package, checked by apt against the archive's signature and taken apart in `folder`. */
const fromDebian = async (folder) => {
  await setUpApt(folder);
  const apt = (...words) =>
    run('apt-get', ['-c', join(folder, 'apt.conf'), '-qq', ...words], {
      cwd: folder,
      timeout: APT_TIMEOUT_MS,
    });
  say(`getting Debian's package from ${DEBIAN_MIRROR} (${DEBIAN_SUITE})`);
  await apt('update');
  await apt('download', 'nats-server');
  const file = (await readdir(folder)).find((name) => name.endsWith('.deb'));
  if (file === undefined) throw new Error(`${DEBIAN_SUITE} has no package nats-server`);
  await run('dpkg', ['-x', file, 'package'], { cwd: folder });
  return join(folder, 'package/usr/sbin/nats-server');
};

// Renaming is atomic: of two that get it at once each leaves a whole file, and a server running from it goes on.
const place = async (bin) => {
  if (!(await isUsable(bin)))
    throw new Error(`what was got does not run here or is older than ${OLDEST.join('.')}`);
  await chmod(bin, 0o755);
  await rename(bin, cachedBin());
  return cachedBin();
};

const reason = (error) => (error.stderr || error.message).trim().split('\n').slice(-3).join(' | ');

const get = async () => {
  await mkdir(cacheFolder(), { recursive: true });
  const failures = [];
  for (const [name, source] of [
    ['release', fromRelease],
    ['debian', fromDebian],
  ]) {
    const folder = await mkdtemp(join(cacheFolder(), `.${name}-`));
    try {
      return await place(await source(folder));
    } catch (error) {
      failures.push(`${name}: ${reason(error)}`);
      say(failures.at(-1));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new Error(
    `none could be had (${failures.join('; ')}). Install nats-server ${OLDEST.join('.')} or later ` +
      'from https://github.com/nats-io/nats-server/releases and put it on PATH or name it in NATS_SERVER_BIN.',
  );
};

/** Path of a nats-server that can be used. Rejects with what to do where none is to be had. */
export const natsServer = async () =>
  (await fromEnvironment()) ?? (await fromPath()) ?? (await fromCache()) ?? (await get());

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await natsServer()}\n`);
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
