/** The oldest nats-server that is accepted: earlier ones have a `verify_and_map` login flaw and known data-loss bugs. */
export const OLDEST_SERVER = '2.14.4';

const parts = (version: string): number[] =>
  (/^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);

/** Why a server of `version` is refused; undefined where it is new enough. A pre-release counts as its release. */
export const versionProblem = (version: string): string | undefined => {
  const [actual, oldest] = [parts(version), parts(OLDEST_SERVER)];
  const at = actual.findIndex((part, index) => part !== oldest[index]);
  const isNewEnough = actual.length === 3 && (at === -1 || (actual[at] ?? 0) > (oldest[at] ?? 0));
  return isNewEnough
    ? undefined
    : `nats-server ${version} is too old: ${OLDEST_SERVER} or later is needed; upgrade it`;
};
